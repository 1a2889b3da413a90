using System.Net;
using System.Text.Json;
using Firebreak.SignIn;
using Firebreak.Tests.Events;
using Firebreak.Tests.Reading;
using Xunit;

namespace Firebreak.Tests.SignIn;

/// <summary>The reader of address files, against MaxMind's own test files and files made here.</summary>
public sealed class GeoFileTests
{
    [Theory]
    [InlineData("GeoIP2-City-Test", 251)]
    [InlineData("GeoLite2-ASN-Test", 720)]
    [InlineData("GeoIP2-Anonymous-IP-Test", 12)]
    public void Every_network_says_what_its_source_says(string name, int count)
    {
        var file = Open(name);
        using var source = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path($"geo/{name}.json")));
        var entries = source.RootElement.EnumerateArray().SelectMany(entry => entry.EnumerateObject()).ToList();
        Assert.Equal(count, entries.Count);
        foreach (var entry in entries)
        {
            var network = IPNetwork.Parse(entry.Name);
            foreach (var address in new[] { network.BaseAddress, Last(network) })
            {
                // A narrower network inside this one has a say of its own.
                var nearest = entries.Where(other => IPNetwork.Parse(other.Name).Contains(address)).MaxBy(other => IPNetwork.Parse(other.Name).PrefixLength);
                var at = file.Find(address);
                Assert.True(at is not null, $"{address} of {entry.Name}");
                Same(nearest.Value, file.Read(at.Value), entry.Name);
                if (AsV4(address) is { } v4) Assert.Equal(at, file.Find(v4));
                if (AsV4(address) is { } mapped) Assert.Equal(at, file.Find(mapped.MapToIPv6()));
            }
        }
        Assert.Null(file.Find(IPAddress.Parse("203.0.113.9")));
        Assert.Equal(name.Replace("-Test", "", StringComparison.Ordinal), file.Kind);
    }

    [Theory]
    [InlineData(24, false)]
    [InlineData(28, false)]
    [InlineData(32, false)]
    [InlineData(24, true)]
    [InlineData(28, true)]
    [InlineData(32, true)]
    public void The_narrowest_network_answers_whatever_the_size_of_records(int recordBits, bool isV6)
    {
        var draw = new Draw((ulong)recordBits);
        var entries = Enumerable.Range(0, 300).Select(i => (Network: NetworkOf(draw, isV6), Value: (object)(long)i)).DistinctBy(entry => entry.Network).ToList();
        Assert.True(GeoFile.TryRead(GeoBytes.Make(recordBits, isV6, entries), out var file, out var fault), fault);
        for (var i = 0; i < 2000; i++)
        {
            var address = draw.OneIn(2) ? draw.Of<(IPNetwork Network, object Value)>([.. entries]).Network.BaseAddress : AddressOf(draw, isV6 && draw.OneIn(2));
            var asWritten = isV6 ? Wide(address) : address;
            var nearest = entries.Where(entry => entry.Network.Contains(asWritten)).OrderByDescending(entry => entry.Network.PrefixLength).Select(entry => entry.Value).FirstOrDefault();
            Assert.Equal(nearest, file.Find(address) is { } at ? file.Read(at) : null);
        }
        if (!isV6) Assert.Null(file.Find(IPAddress.IPv6Loopback));
    }

    [Fact]
    public void Every_type_of_value_reads_back()
    {
        var value = new Dictionary<string, object>
        {
            ["text"] = "Zürich",
            ["short"] = new string('z', 40),
            ["middle"] = new string('y', 300),
            ["long"] = new string('x', 70_000),
            ["double"] = -12.5,
            ["bytes"] = new byte[] { 0, 255 },
            ["number"] = 4_294_967_295L,
            ["negative"] = -7,
            ["large"] = ulong.MaxValue,
            ["largest"] = UInt128.MaxValue,
            ["yes"] = true,
            ["no"] = false,
            ["list"] = new List<object> { "a", 1L, new List<object>() },
            ["map"] = new Dictionary<string, object> { ["inner"] = "b" },
        };
        Assert.True(GeoFile.TryRead(GeoBytes.Make(24, false, [(IPNetwork.Parse("10.0.0.0/8"), value)]), out var file, out var fault), fault);
        var read = Assert.IsType<Dictionary<string, object?>>(file.Read(file.Find(IPAddress.Parse("10.1.2.3"))!.Value));
        foreach (var (name, expected) in value)
            if (name is not ("list" or "map" or "negative")) Assert.Equal(expected, read[name]);
        Assert.Equal(-7L, read["negative"]);
        Assert.Equal(["a", 1L, new List<object?>()], Assert.IsType<List<object?>>(read["list"]));
        Assert.Equal("b", Assert.IsType<Dictionary<string, object?>>(read["map"])["inner"]);
    }

    [Theory]
    [InlineData("GeoIP2-City-Test")]
    [InlineData("GeoLite2-ASN-Test")]
    [InlineData("GeoIP2-Anonymous-IP-Test")]
    public void Damaged_bytes_are_refused_or_say_something_else_and_never_throw(string name)
    {
        var sound = File.ReadAllBytes(SharedData.Path($"geo/{name}.mmdb"));
        var draw = new Draw((ulong)name.Length);
        var (refused, unread) = (0, 0);
        for (var i = 0; i < 1500; i++)
        {
            var bytes = draw.OneIn(10) ? sound[..draw.Below(sound.Length)] : sound[..];
            // Some of the damage goes where it hurts most: into the metadata at the end.
            for (var flips = 1 + draw.Below(8); flips > 0 && bytes.Length > 400; flips--)
                bytes[draw.OneIn(20) ? bytes.Length - 1 - draw.Below(300) : draw.Below(bytes.Length)] = (byte)draw.Below(256);
            if (!GeoFile.TryRead(bytes, out var file, out var fault))
            {
                refused++;
                Assert.EndsWith(".", fault, StringComparison.Ordinal);
                continue;
            }
            for (var j = 0; j < 20; j++)
                if (file.Find(AddressOf(draw, draw.OneIn(2))) is { } at && file.Read(at) is null) unread++;
            for (var j = 0; j < 20; j++)
                if (file.Read(draw.Below(sound.Length)) is null) unread++;
        }
        Assert.True(refused > 100 && unread > 0, $"{refused} refused, {unread} values unread: the damage does not reach what it is to test.");
    }

    [Fact]
    public void Values_that_hold_each_other_come_to_an_end()
    {
        // An array of 28 pointers to itself, and 60 arrays each of which holds the next one 28 times.
        byte[] circle = [0x1c, 0x04, .. Enumerable.Repeat<byte[]>([0x20, 0x00], 28).SelectMany(pointer => pointer)];
        byte[] bomb = [.. Enumerable.Range(0, 30).SelectMany(level => (byte[])[0x1c, 0x04, .. Enumerable.Repeat<byte[]>([(byte)(0x20 | ((58 * (level + 1)) >> 8)), (byte)((58 * (level + 1)) & 255)], 28).SelectMany(pointer => pointer)])];
        foreach (var section in new[] { circle, bomb }) Assert.False(new GeoData(section).TryRead(0, out _));
    }

    [Fact]
    public void A_bad_file_is_refused_in_a_sentence_that_names_it()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "geo.mmdb");
        Assert.False(GeoPlaces.TryOpen(path, "", "", out _, out var problem));
        Assert.StartsWith($"The address file {path} cannot be read: ", problem, StringComparison.Ordinal);
        File.WriteAllText(path, "no such thing");
        Assert.False(GeoPlaces.TryOpen("", path, "", out _, out problem));
        Assert.Equal($"{path} is no address file in MaxMind's format: it has no metadata.", problem);
    }

    private static GeoFile Open(string name) =>
        GeoFile.TryOpen(SharedData.Path($"geo/{name}.mmdb"), out var file, out var problem) ? file : throw new InvalidOperationException(problem);

    private static void Same(JsonElement expected, object? actual, string where)
    {
        switch (actual)
        {
            case Dictionary<string, object?> map:
                Assert.Equal(expected.EnumerateObject().Select(item => item.Name).Order(StringComparer.Ordinal), map.Keys.Order(StringComparer.Ordinal));
                foreach (var item in expected.EnumerateObject()) Same(item.Value, map[item.Name], where);
                break;
            case List<object?> list:
                Assert.Equal(expected.GetArrayLength(), list.Count);
                foreach (var (item, i) in expected.EnumerateArray().Select((item, i) => (item, i))) Same(item, list[i], where);
                break;
            case string text: Assert.Equal(expected.GetString(), text); break;
            case bool truth: Assert.Equal(expected.GetBoolean(), truth); break;
            case long number: Assert.Equal(expected.GetInt64(), number); break;
            case double number: Assert.Equal(expected.GetDouble(), number); break;
            default: Assert.Fail($"{where}: {actual ?? "nothing"}"); break;
        }
    }

    private static IPAddress Last(IPNetwork network)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        for (var i = network.PrefixLength; i < bytes.Length * 8; i++) bytes[i >> 3] |= (byte)(0x80 >> (i & 7));
        return new IPAddress(bytes);
    }

    private static IPAddress Wide(IPAddress address) => address.GetAddressBytes() is { Length: 4 } v4 ? new IPAddress([.. new byte[12], .. v4]) : address;

    // The sources write IPv4 networks as IPv6 ones behind 96 bits of zero.
    private static IPAddress? AsV4(IPAddress address) =>
        address.GetAddressBytes() is { Length: 16 } bytes && bytes.AsSpan(0, 12).IndexOfAnyExcept((byte)0) < 0 ? new IPAddress(bytes[12..]) : null;

    // Few bits vary, so that networks lie inside each other.
    private static IPAddress AddressOf(Draw draw, bool isV6)
    {
        var bytes = new byte[isV6 ? 16 : 4];
        for (var i = 0; i < 4; i++) bytes[i] = (byte)(draw.Below(4) * 64);
        return new IPAddress(bytes);
    }

    private static IPNetwork NetworkOf(Draw draw, bool isV6)
    {
        if (isV6 && draw.OneIn(2)) return NetworkOf(draw, isV6: false) is var v4 ? new IPNetwork(Wide(v4.BaseAddress), v4.PrefixLength + 96) : default;
        var bytes = AddressOf(draw, isV6).GetAddressBytes();
        var length = 1 + draw.Below(32);
        for (var i = length; i < 32; i++) bytes[i >> 3] &= (byte)(0xff ^ (0x80 >> (i & 7)));
        return new IPNetwork(new IPAddress(bytes), length);
    }
}
