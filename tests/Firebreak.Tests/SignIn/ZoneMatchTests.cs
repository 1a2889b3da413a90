using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Firebreak.SignIn;
using Firebreak.Tests.Events;
using Xunit;

namespace Firebreak.Tests.SignIn;

/// <summary>Which addresses are in a zone: pure, so asked often.</summary>
public sealed class ZoneMatchTests
{
    private static readonly Place London = Place.Unknown with { CountryCode = "GB", StateCode = "ENG", AsNumber = 20712, Anonymity = Anonymity.None };

    [Fact]
    public void A_network_holds_what_the_framework_says_and_a_range_what_lies_between()
    {
        var draw = new Draw(1);
        for (var i = 0; i < 3000; i++)
        {
            var isV6 = draw.OneIn(2);
            var (one, other, asked) = (AddressOf(draw, isV6), AddressOf(draw, isV6), AddressOf(draw, draw.OneIn(4) != isV6));
            var prefix = draw.Below(isV6 ? 129 : 33);
            Assert.True(ZoneRange.TryParse(isCidr: true, $"{one}/{prefix}", out var network));
            Assert.Equal(new IPNetwork(Base(one, prefix), prefix).Contains(asked), network.Contains(asked));
            var isInOrder = Compare(one, other) <= 0;
            Assert.Equal(isInOrder, ZoneRange.TryParse(isCidr: false, $"{one}-{other}", out var range));
            if (range is not null) Assert.Equal(asked.AddressFamily == one.AddressFamily && Compare(one, asked) <= 0 && Compare(asked, other) <= 0, range.Contains(asked));
            if (!isV6) Assert.Equal(network.Contains(one), network.Contains(one.MapToIPv6()));
        }
    }

    [Theory]
    [InlineData(true, "10.0.0.0/33")]
    [InlineData(true, "10.0.0.0/-1")]
    [InlineData(true, "10.0.0/8")]
    [InlineData(true, "010.0.0.1/8")]
    [InlineData(true, "0x7f000001")]
    [InlineData(true, "::ffff:10.0.0.0/104")]
    [InlineData(true, "fe80::1%1/64")]
    [InlineData(true, "")]
    [InlineData(false, "10.0.0.9-10.0.0.1")]
    [InlineData(false, "10.0.0.1-::1")]
    [InlineData(false, "10.0.0.1-10.0.0.2-10.0.0.3")]
    [InlineData(false, "10.0.0.0/8")]
    public void What_is_no_range_is_refused(bool isCidr, string text) => Assert.False(ZoneRange.TryParse(isCidr, text, out _));

    [Fact]
    public void A_dynamic_zone_holds_what_fulfils_all_its_conditions_and_nothing_that_is_left_out()
    {
        var draw = new Draw(2);
        var (held, kept) = (0, 0);
        for (var i = 0; i < 4000; i++)
        {
            var (content, place) = (ContentOf(draw), PlaceOf(draw));
            var holds = content.Holds(ZoneType.DYNAMIC_V2, IPAddress.Loopback, place);
            if (holds) held++;
            else kept++;
            Assert.False(content.Holds(ZoneType.DYNAMIC_V2, IPAddress.Loopback, null));
            if (holds && !content.Asns.IsEmpty) Assert.True(place.AsNumber is { } number && !content.Asns.Exclude.Contains(number) && (content.Asns.Include.IsEmpty || content.Asns.Include.Contains(number)));
            if (holds && !content.Locations.IsEmpty) Assert.NotNull(place.CountryCode);
            // One condition less never holds less.
            if (holds) Assert.True((content with { Asns = ZoneList.None<long>() }).IsEmpty || (content with { Asns = ZoneList.None<long>() }).Holds(ZoneType.DYNAMIC_V2, IPAddress.Loopback, place));
            // What is left out is out.
            if (place.AsNumber is { } asn) Assert.False((content with { Asns = new(content.Asns.Include, [asn]) }).Holds(ZoneType.DYNAMIC_V2, IPAddress.Loopback, place));
            var text = ZoneJson.Text(ZoneType.DYNAMIC_V2, content);
            using var json = JsonDocument.Parse(text);
            Assert.Equal(text, ZoneJson.Text(ZoneType.DYNAMIC_V2, ZoneJson.Read(ZoneType.DYNAMIC_V2, json.RootElement, 100).Value));
        }
        Assert.True(held > 100 && kept > 100, $"{held} held, {kept} not.");
    }

    [Theory]
    [InlineData("GB", null, true)]
    [InlineData("gb", "GB-ENG", true)]
    [InlineData("GB", "ENG", true)]
    [InlineData("GB", "GB-SCT", false)]
    [InlineData("US", null, false)]
    public void A_location_is_a_country_or_a_part_of_it(string country, string? region, bool holds) => Assert.Equal(holds, new ZoneLocation(country, region).Holds(London));

    [Theory]
    [InlineData("ALL_ANONYMIZERS", Anonymity.Vpn, true)]
    [InlineData("ALL_ANONYMIZERS", Anonymity.Hosting, false)]
    [InlineData("ALL_ANONYMIZERS_EXCEPT_TOR", Anonymity.Tor, false)]
    [InlineData("ALL_ANONYMIZERS_EXCEPT_TOR", Anonymity.Tor | Anonymity.Vpn, true)]
    [InlineData("ALL_IP_SERVICES", Anonymity.Hosting, true)]
    [InlineData("ALL_IP_SERVICES", Anonymity.None, false)]
    [InlineData("ALL_PROXIES_VPNS", Anonymity.ResidentialProxy, true)]
    [InlineData("ALL_PROXIES_VPNS", Anonymity.Tor, false)]
    [InlineData("ANONYMIZER_TOR", Anonymity.Tor, true)]
    public void A_category_is_of_ways_to_hide(string category, Anonymity hides, bool holds)
    {
        Assert.Equal(holds, ZoneCategories.Holds(category, hides));
        Assert.Contains(category, ZoneCategories.Known);
    }

    [Fact]
    public void The_old_kind_asks_for_a_kind_of_proxy()
    {
        foreach (var (proxyType, hides, holds) in new[] { ("Any", Anonymity.Vpn, true), ("Tor", Anonymity.Vpn, false), ("Tor", Anonymity.Tor, true), ("NotTorAnonymizer", Anonymity.Tor, false), ("NotTorAnonymizer", Anonymity.Vpn, true), ("Any", Anonymity.None, false) })
            Assert.Equal(holds, (ZoneContent.Empty with { ProxyType = proxyType }).Holds(ZoneType.DYNAMIC, IPAddress.Loopback, London with { Anonymity = hides }));
        Assert.False((ZoneContent.Empty with { ProxyType = "Any" }).Holds(ZoneType.DYNAMIC, IPAddress.Loopback, London with { Anonymity = null }));
        Assert.False(ZoneContent.Empty.Holds(ZoneType.DYNAMIC, IPAddress.Loopback, London));
    }

    private static ZoneContent ContentOf(Draw draw) => ZoneContent.Empty with
    {
        Locations = ListOf(draw, d => d.Of<ZoneLocation>([new("US", null), new("US", "US-WA"), new("GB", null), new("GB", "ENG")])),
        Asns = ListOf(draw, d => (long)d.Below(3)),
        Categories = ListOf(draw, d => d.Of(ZoneCategories.Known.AsSpan())),
    };

    private static ZoneList<T> ListOf<T>(Draw draw, Func<Draw, T> one) => draw.OneIn(2) ? ZoneList.None<T>() : new(Some(draw, 3, one), Some(draw, 2, one));

    private static ImmutableArray<T> Some<T>(Draw draw, int bound, Func<Draw, T> one) => [.. Enumerable.Range(0, draw.Below(bound)).Select(_ => one(draw))];

    private static Place PlaceOf(Draw draw) => Place.Unknown with
    {
        CountryCode = draw.Of<string?>([null, "US", "GB"]),
        StateCode = draw.Of<string?>([null, "WA", "ENG"]),
        AsNumber = draw.OneIn(4) ? null : draw.Below(3),
        Anonymity = draw.OneIn(4) ? null : (Anonymity)draw.Below(64),
    };

    private static IPAddress AddressOf(Draw draw, bool isV6)
    {
        var bytes = new byte[isV6 ? 16 : 4];
        foreach (ref var b in bytes.AsSpan()) b = draw.Of<byte>([0, 1, 128, 255]);
        return new IPAddress(bytes);
    }

    private static IPAddress Base(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var i = prefix; i < bytes.Length * 8; i++) bytes[i >> 3] &= (byte)(0xff ^ (0x80 >> (i & 7)));
        return new IPAddress(bytes);
    }

    private static int Compare(IPAddress a, IPAddress b) => a.GetAddressBytes().AsSpan().SequenceCompareTo(b.GetAddressBytes());
}
