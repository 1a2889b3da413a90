using System.Text.Json;
using Firebreak.Expressions;
using Xunit;
using static Firebreak.Tests.Expressions.ScimFilterTests;

namespace Firebreak.Tests.Expressions;

/// <summary>What a filter matches, and what an index can take from it.</summary>
public sealed class FilterMatchTests
{
    private static readonly JsonElement Event = JsonElement.Parse(
        """
        {
          "eventType": "user.session.start", "published": "2022-01-20T23:18:00.000Z", "empty": "", "nothing": null, "none": [], "hollow": { "a": [null, ""] },
          "actor": { "id": "00u1", "displayName": "Ann" },
          "securityContext": { "asNumber": 14061, "isProxy": false, "big": 1e300 },
          "debugContext": { "debugData": { "requestUri": "/oauth2/v1/token" } },
          "target": [{ "id": "00u2", "type": "User" }, { "id": "0oa3", "type": "AppInstance", "tags": ["x", "y"] }],
          "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { "employeeNumber": "7" },
          "half": "\ud800"
        }
        """);

    [Theory]
    [InlineData("eventType eq \"USER.session.start\"")]
    [InlineData("eventType sw \"user.\"")]
    [InlineData("eventType co \"Session\"")]
    [InlineData("eventType ew \"start\"")]
    [InlineData("actor.id ne \"00u2\"")]
    [InlineData("absent ne \"x\"")]
    [InlineData("absent eq null")]
    [InlineData("nothing eq null")]
    [InlineData("actor.id ne null")]
    [InlineData("published eq \"2022-01-21T00:18:00+01:00\"")]
    [InlineData("published gt \"2022-01-20\"")]
    [InlineData("published lt \"2022-01-20T23:18:00.001Z\"")]
    [InlineData("published ge \"2022-01-20T23:18:00Z\" and published le \"2022-01-20T23:18:00Z\"")]
    [InlineData("actor.displayName gt \"ab\" and actor.displayName lt \"B\"")]
    [InlineData("securityContext.asNumber eq 14061.0")]
    [InlineData("securityContext.asNumber gt 14060 and securityContext.asNumber le 14061")]
    [InlineData("securityContext.big gt 1")]
    [InlineData("securityContext.isProxy eq false")]
    [InlineData("target.id eq \"00u2\" and target.id eq \"0oa3\"")]
    [InlineData("target.tags eq \"y\"")]
    [InlineData("target[id eq \"0oa3\" and type eq \"AppInstance\"]")]
    [InlineData("actor[id eq \"00u1\"]")]
    [InlineData("target pr and actor pr and securityContext.isProxy pr and half pr")]
    [InlineData("not (empty pr or nothing pr or none pr or hollow pr or absent pr or actor.id.more pr)")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber eq \"7\"")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:eventType pr")]
    public void What_holds_is_found(string filter) => Assert.True(Read(filter).Matches(Event));

    [Theory]
    [InlineData("EventType pr")]
    [InlineData("target.id ne \"00u2\"")]
    [InlineData("target[id eq \"00u2\" and type eq \"AppInstance\"]")]
    [InlineData("securityContext.asNumber eq \"14061\"")]
    [InlineData("securityContext.asNumber co \"1\"")]
    [InlineData("actor.id gt 1 or actor.id lt 1")]
    [InlineData("securityContext.isProxy eq true")]
    [InlineData("absent lt \"x\" or absent gt \"x\"")]
    [InlineData("actor eq \"00u1\"")]
    [InlineData("half sw \"x\"")]
    [InlineData("debugContext.debugData.requestUri eq \"/oauth2\"")]
    public void What_does_not_hold_is_not(string filter) => Assert.False(Read(filter).Matches(Event));

    [Fact]
    public void Case_counts_where_it_is_asked_to() =>
        Assert.False(Read("eventType eq \"USER.session.start\"").Matches(Event, StringComparison.Ordinal));

    [Fact]
    public void Half_of_a_surrogate_pair_in_a_name_is_no_accident()
    {
        var hostile = JsonElement.Parse("{\"a\\ud800\": 1, \"\\ud800\": 2}");
        Assert.False(Read("a pr").Matches(hostile));
    }

    [Theory]
    [InlineData("a eq \"1\"", "a:1")]
    [InlineData("a eq \"1\" and b eq \"2\" and c pr", "a:1 b:2")]
    [InlineData("a eq \"1\" or a eq \"2\" or a eq \"1\"", "a:1|2")]
    [InlineData("(a eq \"1\" and b sw \"2\") or (c pr and a eq \"3\")", "a:1|3")]
    [InlineData("(a eq \"1\" or a eq \"2\") and (b eq \"3\" or b eq \"4\")", "a:1|2 b:3|4")]
    [InlineData("target[id eq \"1\" and type eq \"User\"]", "target.id:1 target.type:User")]
    [InlineData("target.id eq \"1\" and target.id eq \"2\"", "target.id:1 target.id:2")]
    [InlineData("a eq \"1\" or b eq \"2\"", "")]
    [InlineData("a eq \"1\" or a pr", "")]
    [InlineData("not (a eq \"1\")", "")]
    [InlineData("a ne \"1\"", "")]
    [InlineData("a eq 1", "")]
    [InlineData("a eq null", "")]
    [InlineData("a eq \"2022-01-20\"", "")]
    public void An_index_is_told_what_must_be_equal(string filter, string required) =>
        Assert.Equal(required, string.Join(' ', Read(filter).RequiredEqualities().Select(equality => $"{equality.Path}:{string.Join('|', equality.AnyOf)}")));
}
