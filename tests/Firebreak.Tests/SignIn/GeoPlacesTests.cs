using System.Net;
using System.Text.Json;
using Firebreak.Server.Hosting;
using Firebreak.SignIn;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.SignIn;

public sealed class GeoPlacesTests
{
    /// <summary>The three test files.</summary>
    internal static GeoPlaces Files { get; } = GeoPlaces.TryOpen(
        SharedData.Path("geo/GeoIP2-City-Test.mmdb"), SharedData.Path("geo/GeoLite2-ASN-Test.mmdb"), SharedData.Path("geo/GeoIP2-Anonymous-IP-Test.mmdb"), out var places, out var problem)
        ? places : throw new InvalidOperationException(problem);

    [Fact]
    public void An_address_has_a_place_a_network_and_a_way_to_hide()
    {
        var milton = Files.Of(IPAddress.Parse("216.160.83.56"))!;
        Assert.Equal(("Milton", "Washington", "WA", "United States", "US", "98354"), (milton.City, milton.State, milton.StateCode, milton.Country, milton.CountryCode, milton.PostalCode));
        Assert.Equal((47.2513, -122.3149, 209L), (milton.Latitude, milton.Longitude, milton.AsNumber));
        Assert.Equal(Anonymity.None, milton.Anonymity);
        var telstra = Files.Of(IPAddress.Parse("1.128.0.0"))!;
        Assert.Equal((1221L, "Telstra Pty Ltd", false), (telstra.AsNumber, telstra.AsOrg, telstra.IsLocated));
        var hidden = Files.Of(IPAddress.Parse("81.2.69.1"))!;
        Assert.True(hidden.Anonymity!.Value.HasFlag(Anonymity.Tor | Anonymity.PublicProxy));
        Assert.Equal(Anonymity.Vpn, Files.Of(IPAddress.Parse("1.2.0.1"))!.Anonymity);
        Assert.Same(milton, Files.Of(IPAddress.Parse("::ffff:216.160.83.56")));
        Assert.Null(GeoPlaces.Nowhere.Of(IPAddress.Loopback));
    }

    [Fact]
    public async Task Events_say_where_a_request_came_from()
    {
        await using var service = await TestService.Start(settings: new Settings { RateLimits = false, PasswordIterations = 1000, TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")] }, places: Files);
        await From(service, "81.2.69.142");
        await From(service, "1.128.0.0");
        await From(service, "10.1.2.3");
        var events = await service.Events("group.lifecycle.create");
        var (london, telstra, private_) = (events[^3], events[^2], events[^1]);

        var geography = london.GetProperty("client").GetProperty("geographicalContext");
        Assert.Equal("""{"city":"London","state":"England","country":"United Kingdom","postalCode":null,"geolocation":{"lat":51.5142,"lon":-0.0931}}""", geography.GetRawText());
        Assert.Equal(geography.GetRawText(), london.GetProperty("request").GetProperty("ipChain")[0].GetProperty("geographicalContext").GetRawText());
        Assert.True(london.GetProperty("securityContext").GetProperty("isProxy").GetBoolean());
        Assert.Equal("""{"asNumber":1221,"asOrg":"Telstra Pty Ltd","isp":null,"domain":null,"isProxy":false}""", telstra.GetProperty("securityContext").GetRawText());
        Assert.Equal(JsonValueKind.Null, telstra.GetProperty("client").GetProperty("geographicalContext").ValueKind);
        Assert.Equal(JsonValueKind.Null, private_.GetProperty("client").GetProperty("geographicalContext").ValueKind);
        Assert.Equal(JsonValueKind.Null, private_.GetProperty("securityContext").GetProperty("asNumber").ValueKind);
    }

    private static async Task From(TestService service, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/groups") { Content = new StringContent($$$"""{"profile":{"name":"from {{{address}}}"}}""", System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Forwarded-For", address);
        using var response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
