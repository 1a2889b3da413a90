using System.Text.Json;
using Firebreak.Directory;
using Xunit;

namespace Firebreak.Tests.Directory;

public sealed class SchemaTests
{
    private static readonly Schema Changed = Schema.Of(SchemaKind.User, "{}", """
        {"badge":{"title":"B","type":"string","minLength":2,"maxLength":4},"size":{"title":"S","type":"string","enum":["S","M"]},
         "age":{"title":"A","type":"integer","minimum":0,"maximum":150},"ratio":{"title":"R","type":"number"},"is":{"title":"I","type":"boolean"},
         "floors":{"title":"F","type":"array","items":{"type":"integer","enum":[1,2]}},"born":{"title":"D","type":"string","format":"date-time"}}
        """);

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"badge":"ab","size":"M","age":150,"ratio":-1.5e3,"is":false,"floors":[1,2,1],"born":"2020-02-29T00:00:00Z"}""")]
    [InlineData("""{"badge":null,"floors":[],"ratio":0,"city":null}""")]
    [InlineData("""{"profileUrl":"https://example.com/ada","countryCode":"GB","locale":"en_GB","timezone":"Europe/London","preferredLanguage":"en-GB,en;q=0.5"}""")]
    public void A_profile_of_these_is_valid(string more) => Assert.Null(Changed.Check(With(more)));

    [Theory]
    [InlineData("""{"unknown":"x"}""", "unknown")]
    [InlineData("""{"badge":"a"}""", "badge")]
    [InlineData("""{"badge":"abcde"}""", "badge")]
    [InlineData("""{"badge":7}""", "badge")]
    [InlineData("""{"size":"L"}""", "size")]
    [InlineData("""{"age":151}""", "age")]
    [InlineData("""{"age":1.5}""", "age")]
    [InlineData("""{"age":2147483648}""", "age")]
    [InlineData("""{"ratio":"1"}""", "ratio")]
    [InlineData("""{"is":"true"}""", "is")]
    [InlineData("""{"floors":1}""", "floors")]
    [InlineData("""{"floors":[3]}""", "floors")]
    [InlineData("""{"floors":[null]}""", "floors")]
    [InlineData("""{"born":"yesterday"}""", "born")]
    [InlineData("""{"login":"ada"}""", "login")]
    [InlineData("""{"login":"ada lovelace@example.com"}""", "login")]
    [InlineData("""{"email":"ada@"}""", "email")]
    [InlineData("""{"firstName":""}""", "firstName")]
    [InlineData("""{"lastName":null}""", "lastName")]
    [InlineData("""{"countryCode":"England"}""", "countryCode")]
    public void A_profile_of_these_is_refused_by_name(string more, string name)
    {
        var refusal = Changed.Check(With(more));
        Assert.Equal((400, "E0000001", $"Api validation failed: {name}"), (refusal!.Status, refusal.Code, refusal.Summary));
        Assert.All(refusal.Causes, cause => Assert.StartsWith($"{name}: ", cause, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(".+", "x", true)]
    [InlineData(".+", "", false)]
    [InlineData("[-a-c\\.]+", "a-b.c", true)]
    [InlineData("[-a-c\\.]+", "d", false)]
    [InlineData("[a-z]+", "ada\n", false)]
    public void A_pattern_says_which_logins_there_may_be(string pattern, string login, bool isTaken)
    {
        Assert.True(LoginPattern.IsValid(pattern));
        Assert.Equal(isTaken, LoginPattern.Matches(pattern, login));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a+")]
    [InlineData("[]+")]
    [InlineData("[a]")]
    [InlineData("[a.]+")]
    [InlineData("[a-]+")]
    [InlineData("[z-a]+")]
    [InlineData("[a\\]+")]
    [InlineData("(a+)+")]
    public void No_other_form_is_a_pattern(string pattern) => Assert.False(LoginPattern.IsValid(pattern));

    [Fact]
    public void A_base_attribute_that_is_no_longer_required_is_kept_so()
    {
        var changed = SchemaChange.Apply(Changed, JsonElement.Parse("""{"definitions":{"base":{"properties":{"lastName":{"required":false}}}}}""")).Value;
        var kept = Schema.Of(SchemaKind.User, changed.BaseText, changed.CustomText);
        Assert.Contains("\"required\":false", changed.BaseText, StringComparison.Ordinal);
        Assert.False(kept.Find("lastName")!.IsRequired);
        Assert.Null(kept.Check(With("""{"lastName":null}""")));
        Assert.Equal(Changed.CustomText, kept.CustomText);
    }

    private static JsonElement With(string more)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var part in (string[])["""{"login":"ada@example.com","email":"ada@example.com","firstName":"Ada","lastName":"L"}""", more])
            foreach (var property in JsonElement.Parse(part).EnumerateObject()) values[property.Name] = property.Value;
        return JsonSerializer.SerializeToElement(values);
    }
}
