using System.Text;
using System.Text.Json;
using Firebreak.Sigma;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Firebreak.Tests.Sigma;

/// <summary>How one line of a selection compares: a line, an event, and whether it fires.</summary>
public sealed class ModifierTests
{
    [Theory]
    // Plain values: whole, without case.
    [InlineData("f: abc", """{"f":"ABC"}""", true)]
    [InlineData("f: abc", """{"f":"abcd"}""", false)]
    [InlineData("f: abc", """{"g":"abc"}""", false)]
    [InlineData("f: abc", """{"f":null}""", false)]
    [InlineData("f: straße", """{"f":"STRAßE"}""", true)]
    [InlineData("f: ÅNGSTRÖM", """{"f":"ångström"}""", true)]
    [InlineData("f: ΟΔΟΣ", """{"f":"οδος"}""", true)]
    [InlineData("f: abc", """{"f":"ábc"}""", false)]
    [InlineData("f: [a, b]", """{"f":"B"}""", true)]
    [InlineData("f: [a, b]", """{"f":"c"}""", false)]
    // Numbers and booleans compare by their text.
    [InlineData("f: 12", """{"f":12}""", true)]
    [InlineData("f: '12'", """{"f":12}""", true)]
    [InlineData("f: 12", """{"f":"12"}""", true)]
    [InlineData("f: 12", """{"f":120}""", false)]
    [InlineData("f: True", """{"f":true}""", true)]
    [InlineData("f: 'true'", """{"f":true}""", true)]
    [InlineData("f: true", """{"f":"True"}""", true)]
    [InlineData("f: true", """{"f":false}""", false)]
    // null, empty, missing.
    [InlineData("f: null", """{"g":1}""", true)]
    [InlineData("f: null", """{"f":null}""", true)]
    [InlineData("f: null", """{"f":""}""", true)]
    [InlineData("f: null", """{"f":[]}""", true)]
    [InlineData("f: null", """{"f":{}}""", true)]
    [InlineData("f: null", """{"f":"null"}""", false)]
    [InlineData("f: null", """{"f":0}""", false)]
    [InlineData("f: null", """{"f":{"g":null}}""", false)]
    [InlineData("f: null", """{"f":[null,"x"]}""", false)]
    [InlineData("f: 'null'", """{"f":"null"}""", true)]
    [InlineData("f: 'null'", """{"f":null}""", false)]
    [InlineData("f: [null, x]", """{"f":"x"}""", true)]
    [InlineData("f: [null, x]", """{}""", true)]
    [InlineData("f: [null, x]", """{"f":"y"}""", false)]
    [InlineData("f: ''", """{"f":""}""", true)]
    [InlineData("f: ''", """{"f":null}""", false)]
    [InlineData("f: ''", """{}""", false)]
    // contains, startswith, endswith.
    [InlineData("f|contains: BcD", """{"f":"abcde"}""", true)]
    [InlineData("f|contains: bd", """{"f":"abcde"}""", false)]
    [InlineData("f|contains: b*d", """{"f":"abcde"}""", true)]
    [InlineData("f|startswith: AB", """{"f":"abc"}""", true)]
    [InlineData("f|startswith: bc", """{"f":"abc"}""", false)]
    [InlineData("f|endswith: BC", """{"f":"abc"}""", true)]
    [InlineData("f|endswith: ab", """{"f":"abc"}""", false)]
    // all: each value somewhere, in the same or in another element.
    [InlineData("f|contains|all: [a, b]", """{"f":"xbax"}""", true)]
    [InlineData("f|contains|all: [a, b]", """{"f":"xax"}""", false)]
    [InlineData("f|all: [a, b]", """{"f":["a","b"]}""", true)]
    [InlineData("f|all: [a, b]", """{"f":["a"]}""", false)]
    // cased.
    [InlineData("f|cased: Abc", """{"f":"Abc"}""", true)]
    [InlineData("f|cased: Abc", """{"f":"abc"}""", false)]
    [InlineData("f|contains|cased: B", """{"f":"aBc"}""", true)]
    [InlineData("f|contains|cased: B", """{"f":"abc"}""", false)]
    // re: anywhere in the value, with case unless i is given.
    [InlineData("f|re: b.d", """{"f":"abcde"}""", true)]
    [InlineData("f|re: ^b", """{"f":"abcde"}""", false)]
    [InlineData("f|re: B", """{"f":"abc"}""", false)]
    [InlineData("f|re|i: B", """{"f":"abc"}""", true)]
    [InlineData("f|re: ^b$", """{"f":"a\nb\nc"}""", false)]
    [InlineData("f|re|m: ^b$", """{"f":"a\nb\nc"}""", true)]
    [InlineData("f|re: a.b", """{"f":"a\nb"}""", false)]
    [InlineData("f|re|s: a.b", """{"f":"a\nb"}""", true)]
    [InlineData("f|re: '^(?!a)b'", """{"f":"bc"}""", true)]
    [InlineData("f|re: '(.)\\1'", """{"f":"abba"}""", true)]
    [InlineData("f|re: '(.)\\1'", """{"f":"abab"}""", false)]
    [InlineData("f|re|all: [a, b]", """{"f":"ab"}""", true)]
    [InlineData("f|re|all: [a, b]", """{"f":"a"}""", false)]
    // cidr.
    [InlineData("f|cidr: 10.0.0.0/8", """{"f":"10.255.1.2"}""", true)]
    [InlineData("f|cidr: 10.0.0.0/8", """{"f":"11.0.0.1"}""", false)]
    [InlineData("f|cidr: 10.1.2.3/8", """{"f":"10.9.9.9"}""", true)]
    [InlineData("f|cidr: 192.0.2.1", """{"f":"192.0.2.1"}""", true)]
    [InlineData("f|cidr: 192.0.2.1", """{"f":"192.0.2.2"}""", false)]
    [InlineData("f|cidr: 192.0.2.1/32", """{"f":"192.0.2.1"}""", true)]
    [InlineData("f|cidr: 0.0.0.0/0", """{"f":"8.8.8.8"}""", true)]
    [InlineData("f|cidr: 0.0.0.0/0", """{"f":"2001:db8::1"}""", false)]
    [InlineData("f|cidr: 10.0.0.0/8", """{"f":"::ffff:10.1.1.1"}""", true)]
    [InlineData("f|cidr: 10.0.0.0/8", """{"f":"11.111.111"}""", false)]
    [InlineData("f|cidr: 10.0.0.0/8", """{"f":"010.0.0.1"}""", false)]
    [InlineData("f|cidr: 10.0.0.0/8", """{"f":"10.0.0.1x"}""", false)]
    [InlineData("f|cidr: 10.0.0.0/8", """{"f":"167772161"}""", false)]
    [InlineData("f|cidr: '2001:db8::/32'", """{"f":"2001:DB8:1::5"}""", true)]
    [InlineData("f|cidr: '2001:db8::/32'", """{"f":"2001:db9::"}""", false)]
    [InlineData("f|cidr: '::/0'", """{"f":"fe80::1"}""", true)]
    [InlineData("f|cidr: '::/0'", """{"f":"1.2.3.4"}""", false)]
    [InlineData("f|cidr: '::1/128'", """{"f":"::1"}""", true)]
    [InlineData("f|cidr: [10.0.0.0/8, '2001:db8::/33']", """{"f":"2001:db8:7fff::"}""", true)]
    [InlineData("f|cidr: [10.0.0.0/8, '2001:db8::/33']", """{"f":"2001:db8:8000::"}""", false)]
    // exists asks for the field, whatever it holds.
    [InlineData("f|exists: true", """{"f":null}""", true)]
    [InlineData("f|exists: true", """{"g":1}""", false)]
    [InlineData("f|exists: false", """{"g":1}""", true)]
    [InlineData("f|exists: false", """{"f":""}""", false)]
    [InlineData("f.g|exists: true", """{"f":[{"h":1},{"g":1}]}""", true)]
    // Numbers, also in strings.
    [InlineData("f|lt: 5", """{"f":4.9}""", true)]
    [InlineData("f|lt: 5", """{"f":5}""", false)]
    [InlineData("f|lte: 5", """{"f":"5"}""", true)]
    [InlineData("f|gt: 5", """{"f":6}""", true)]
    [InlineData("f|gt: 5", """{"f":"five"}""", false)]
    [InlineData("f|gt: -1", """{"f":true}""", false)]
    [InlineData("f|gte: 5.0", """{"f":5}""", true)]
    [InlineData("f|gte: 5", """{"f":4}""", false)]
    // neq: none of the values, and a field that is not there has none.
    [InlineData("f|neq: a", """{"f":"b"}""", true)]
    [InlineData("f|neq: a", """{"f":"A"}""", false)]
    [InlineData("f|neq: a", """{}""", true)]
    [InlineData("f|neq: [a, b]", """{"f":"b"}""", false)]
    [InlineData("f|neq: [a, b]", """{"f":"c"}""", true)]
    [InlineData("f|neq: null", """{"f":"c"}""", true)]
    [InlineData("f|neq: null", """{"f":null}""", false)]
    [InlineData("f|contains|neq: a", """{"f":"bab"}""", false)]
    public void A_line_compares(string line, string json, bool fires) =>
        Assert.Equal(fires, Rules.Fires(Rules.OneSelection(line), json));

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("*", "x", true)]
    [InlineData("a*", "abc", true)]
    [InlineData("*c", "abc", true)]
    [InlineData("a*c", "abc", true)]
    [InlineData("a*c", "ac", true)]
    [InlineData("a*a", "a", false)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*b*c", "a-c-b", false)]
    [InlineData("*ab*ab", "abab", true)]
    [InlineData("*ab*ab", "xab", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("a?c", "aéc", true)]
    [InlineData("a?c", "a😀c", true)]
    [InlineData("a??c", "a😀c", false)]
    [InlineData("???", "äöü", true)]
    [InlineData("*?b", "aab", true)]
    [InlineData("*?b", "b", false)]
    [InlineData("a?*z", "abz", true)]
    [InlineData("a*?b?*c", "a1b2c", true)]
    [InlineData("a*?b?*c", "ab2c", false)]
    [InlineData(@"a\*c", "a*c", true)]
    [InlineData(@"a\*c", "abc", false)]
    [InlineData(@"a\?c", "a?c", true)]
    [InlineData(@"a\?c", "abc", false)]
    [InlineData(@"a\b", @"a\b", true)]
    [InlineData(@"a\\b", @"a\b", true)]
    [InlineData(@"a\\*", @"a\xyz", true)]
    [InlineData(@"a\\*", "a*", false)]
    [InlineData(@"a\\\*", @"a\*", true)]
    [InlineData(@"a\\\*", @"a\x", false)]
    [InlineData(@"a\\\b", @"a\\b", true)]
    [InlineData(@"a\\\\b", @"a\\b", true)]
    [InlineData(@"a\", @"a\", true)]
    public void A_wildcard_matches(string pattern, string text, bool fires)
    {
        var json = $$"""{"f":{{JsonSerializer.Serialize(text)}}}""";
        Assert.Equal(fires, Rules.Fires(Rules.OneSelection($"f: '{pattern}'"), json));
        Assert.Equal(fires, Rules.Fires(Rules.OneSelection($"f|cased: '{pattern}'"), json));
    }

    [Fact]
    public void A_wildcard_agrees_with_a_plain_definition_of_itself() => Prop.ForAll(
        Arb.From(Texts("ab*?\\")),
        Arb.From(Texts("ab")),
        (pattern, text) => Rules.Fires(Rules.OneSelection($"f: 'x{pattern}'"), $$"""{"f":"x{{text}}"}""") == Agrees(Tokens("x" + pattern), "x" + text))
        .Check(Config.QuickThrowOnFailure);

    [Fact]
    public void A_placeholder_takes_each_of_its_values()
    {
        var given = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["team"] = ["red", "b*e"], ["place"] = ["north"] };
        var rule = Rules.Parse(Rules.OneSelection(@"f|expand: '\%%team%-%place%'"), given);

        Assert.True(Matches(rule, """{"f":"%RED-north"}"""));
        Assert.True(Matches(rule, """{"f":"%blue-north"}"""));
        Assert.False(Matches(rule, """{"f":"%red-south"}"""));
        Assert.False(Matches(rule, """{"f":"red-north"}"""));
    }

    [Theory]
    [InlineData("f|expand: '%who%'", false)]
    [InlineData("f|expand: ['%who%', x]", true)]
    [InlineData("f|expand|all: ['%who%', x]", false)]
    [InlineData("f|expand|neq: '%who%'", false)]
    [InlineData("f|re|expand: '%who%'", false)]
    public void A_placeholder_without_values_never_matches_and_is_told(string line, bool fires)
    {
        var rule = Rules.Parse(Rules.OneSelection(line));
        Assert.Equal(["who"], rule.UnresolvedPlaceholders);
        Assert.Equal(fires, Matches(rule, """{"f":"x"}"""));
        Assert.False(Matches(rule, """{"f":"%who%"}"""));
    }

    [Theory]
    [InlineData("f: '%who%'")]
    [InlineData("f|expand: '%who'")]
    [InlineData("f|expand: '50% and 20%'")]
    public void A_percent_sign_that_is_no_placeholder_is_text(string line) =>
        Assert.Empty(Rules.Parse(Rules.OneSelection(line)).UnresolvedPlaceholders);

    [Fact]
    public void A_regular_expression_that_takes_too_long_lets_the_rule_fire_on_either_side_of_not()
    {
        // The look-ahead keeps it off the linear-time engine; the text makes it try every split.
        const string Slow = "f|re: '^(?=a)(a+)+$'";
        var json = $$"""{"f":"{{new string('a', 40)}}b"}""";

        Assert.True(Rules.Fires(Rules.OneSelection(Slow), json));
        Assert.True(Rules.Fires($"title: t\ndetection:\n  slow: {{ {Slow} }}\n  condition: not slow\n", json));
        Assert.False(Rules.Fires(Rules.OneSelection(Slow), """{"f":"ab"}"""));
    }

    private static bool Matches(SigmaRule rule, string json) => rule.Matches(Encoding.UTF8.GetBytes(json));

    private static Gen<string> Texts(string letters) => Gen.Select(
        Gen.ListOf(Gen.Elements(letters.ToCharArray())), chosen => new string([.. chosen]));

    /// <summary>The specification's escaping, said once more: '*' and '?' are wildcards unless a backslash goes before.</summary>
    private static List<(char Kind, char Letter)> Tokens(string pattern)
    {
        var tokens = new List<(char, char)>();
        for (var i = 0; i < pattern.Length; i++)
        {
            var escapes = pattern[i] == '\\' && i + 1 < pattern.Length && "*?\\".Contains(pattern[i + 1], StringComparison.Ordinal);
            if (escapes) i++;
            tokens.Add(!escapes && (pattern[i] is '*' or '?') ? (pattern[i], ' ') : ('=', pattern[i]));
        }

        return tokens;
    }

    private static bool Agrees(List<(char Kind, char Letter)> tokens, string text, int token = 0, int at = 0)
    {
        if (token == tokens.Count) return at == text.Length;
        if (tokens[token].Kind == '*') return Agrees(tokens, text, token + 1, at) || (at < text.Length && Agrees(tokens, text, token, at + 1));
        if (at == text.Length) return false;
        return (tokens[token].Kind == '?' || tokens[token].Letter == text[at]) && Agrees(tokens, text, token + 1, at + 1);
    }
}
