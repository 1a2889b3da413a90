using Firebreak.Expressions;
using Xunit;

namespace Firebreak.Tests.Expressions;

/// <summary>What is a filter, what it means, and what is said of what is none.</summary>
public sealed class ScimFilterTests
{
    [Theory]
    // Okta's documentation of the System Log, of users and of groups.
    [InlineData("target.id eq \"00uxc78lMKUMVIHLTAXY\"")]
    [InlineData("actor.id ne \"00uxc78lMKUMVIHLTAXY\"")]
    [InlineData("eventType eq \"user.session.start\" and outcome.result eq \"FAILURE\"")]
    [InlineData("eventType eq \"user.authentication.sso\" and target.id eq \"00u\" and target.id eq \"0oa\"")]
    [InlineData("client.userAgent.os lt \"iOS\" or client.userAgent.os gt \"iOS\"")]
    [InlineData("lastUpdated gt \"2013-06-01T00:00:00.000Z\"")]
    [InlineData("debugContext.debugData.requestUri ew \"token\"")]
    [InlineData("profile.linkedInProfile pr")]
    // RFC 7644, 3.4.2.2.
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:userName sw \"J\"")]
    [InlineData("userType ne \"Employee\" and not (emails co \"example.com\" or emails.value co \"example.org\")")]
    [InlineData("emails[type eq \"work\" and value co \"@example.com\"] or ims[type eq \"xmpp\" and value co \"@foo.com\"]")]
    [InlineData("(a eq 1 and b eq -2.50) and c eq null or (d eq true or e eq false) or f ge 10")]
    [InlineData("a.$ref eq \"\\\"\\\\\\u0000 ä 😀\"")]
    public void What_is_in_its_canonical_spelling_is_printed_as_it_was(string text) => Assert.Equal(text, Read(text).ToString());

    [Theory]
    [InlineData("  a  EQ\t\"x\"  ", "a eq \"x\"")]
    [InlineData("((a pr))", "a pr")]
    [InlineData("NOT(a Pr)", "not (a pr)")]
    [InlineData("a eq \"x\"AND(b pr)", "a eq \"x\" and b pr")]
    [InlineData("a pr or b pr and c pr or d pr", "a pr or b pr and c pr or d pr")]
    [InlineData("(a pr or b pr) and c pr", "(a pr or b pr) and c pr")]
    [InlineData("a pr or (b pr and c pr)", "a pr or b pr and c pr")]
    [InlineData("a eq \"\\u0041\\/\\n\"", "a eq \"A/\\u000a\"")]
    [InlineData("a eq 1e3", "a eq 1000")]
    public void Other_spellings_are_the_same_filter(string text, string canonical) => Assert.Equal(canonical, Read(text).ToString());

    [Fact]
    public void And_binds_more_than_or()
    {
        var or = Assert.IsType<Filter.Or>(Read("a pr or b pr and c pr"));
        Assert.IsType<Filter.Present>(or.Parts[0]);
        Assert.Equal(2, Assert.IsType<Filter.And>(or.Parts[1]).Parts.Count);
    }

    [Fact]
    public void A_path_keeps_its_schema_apart()
    {
        Assert.True(AttributePath.TryParse("urn:ietf:params:scim:schemas:core:2.0:User:name.familyName", out var path));
        Assert.Equal("urn:ietf:params:scim:schemas:core:2.0:User", path.Schema);
        Assert.Equal(["name", "familyName"], path.Names);
    }

    [Theory]
    [InlineData("", 1, "the end")]
    [InlineData("a", 2, "the end")]
    [InlineData("a eqq \"x\"", 3, "'eqq'")]
    [InlineData("a eq", 5, "the end")]
    [InlineData("a eq 'x'", 6, "a value")]
    [InlineData("a eq x", 6, "double quotes")]
    [InlineData("a gt 2013-06-01T00:00:00.000Z", 6, "double quotes")]
    [InlineData("a eq \"x", 6, "no end")]
    [InlineData("a eq \"\\x\"", 8, "escape")]
    [InlineData("a eq \"\\u12\"", 8, "escape")]
    [InlineData("a eq \"\n\"", 7, "control")]
    [InlineData("a eq 1e999", 6, "number")]
    [InlineData("a eq TRUE", 6, "double quotes")]
    [InlineData("a co 1", 6, "co does not compare with '1'")]
    [InlineData("a gt true", 6, "gt does not")]
    [InlineData("a le null", 6, "le does not")]
    [InlineData("a pr b pr", 6, "'and' or 'or'")]
    [InlineData("a pr and", 9, "the end")]
    [InlineData("a pr and and b pr", 10, "'and'")]
    [InlineData("or a pr", 1, "'or'")]
    [InlineData("(a pr", 6, "')'")]
    [InlineData("a pr)", 5, "')'")]
    [InlineData("a[b pr", 7, "']'")]
    [InlineData("a[b pr)", 7, "']'")]
    [InlineData("not a pr", 5, "parentheses")]
    [InlineData("a..b pr", 1, "'a..b'")]
    [InlineData("1a pr", 1, "'1a'")]
    [InlineData("x:y pr", 1, "'x:y'")]
    [InlineData("urn:y pr", 1, "'urn:y'")]
    [InlineData("a eq {}", 6, "a value")]
    [InlineData("ä pr", 1, "'ä'")]
    public void What_is_wrong_is_said_with_its_place(string text, int at, string says)
    {
        Assert.False(ScimFilter.TryParse(text, out var filter, out var problem));
        Assert.Null(filter);
        Assert.StartsWith($"At character {at}: ", problem);
        Assert.Contains(says, problem);
        Assert.EndsWith(".", problem);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("not(")]
    [InlineData("a[")]
    [InlineData("not (a pr) and ")]
    public void Nesting_without_end_is_a_problem_and_no_crash(string opening)
    {
        var whole = string.Concat(Enumerable.Repeat(opening, 100_000));
        Assert.False(ScimFilter.TryParse(whole, out _, out var problem));
        Assert.Contains("at most", problem);
        // Also where the length alone would pass.
        Assert.False(ScimFilter.TryParse(whole[..ScimFilter.MaxLength], out _, out _));
    }

    [Fact]
    public void The_deepest_and_the_longest_that_is_allowed_is_read()
    {
        Assert.NotNull(Read(new string('(', ScimFilter.MaxDepth) + "a pr" + new string(')', ScimFilter.MaxDepth)));
        Assert.False(ScimFilter.TryParse(new string('(', ScimFilter.MaxDepth + 1) + "a pr" + new string(')', ScimFilter.MaxDepth + 1), out _, out _));
        Assert.Equal(800, Assert.IsType<Filter.And>(Read(string.Join(" and ", Enumerable.Repeat("a pr", 800)))).Parts.Count);
    }

    [Fact]
    public void A_filter_that_means_nothing_cannot_be_made()
    {
        Assert.True(AttributePath.TryParse("a", out var path));
        Assert.Throws<ArgumentException>(() => new Filter.Comparison(path, FilterOperator.Contains, FilterValue.None));
        Assert.Throws<ArgumentException>(() => new Filter.And([new Filter.Present(path)]));
    }

    internal static Filter Read(string text) =>
        ScimFilter.TryParse(text, out var filter, out var problem) ? filter : throw new Xunit.Sdk.XunitException($"{text}: {problem}");
}
