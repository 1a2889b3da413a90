using System.Text.RegularExpressions;
using Firebreak.Server.Pages;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Firebreak.Tests.Pages;

public sealed partial class SentencesTests
{
    private static readonly string Pages = Path.Combine(SharedData.Repository, "src", "Firebreak.Server", "Pages");

    [Fact]
    public void Every_sentence_that_a_page_says_is_in_the_catalogue()
    {
        var said = Sources().SelectMany(text => Code().Matches(text).Select(match => match.Groups[1].Value));
        Assert.Empty(said.Where(code => !Sentences.English.Has(code)).Distinct());
    }

    [Fact]
    public void Every_sentence_of_the_catalogue_is_said_by_a_page()
    {
        // A code stands whole in a page, or begins with what a page puts a name behind: "status." + …, $"error.{…".
        var source = string.Concat(Sources());
        var whole = Quoted().Matches(source).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var begun = Begun().Matches(source).Select(match => match.Groups[1].Value).Distinct().ToList();
        bool IsSaid(string code) => whole.Contains(code) || begun.Exists(beginning => code.StartsWith(beginning, StringComparison.Ordinal));
        Assert.Equal([], Sentences.English.ByCode.Keys.Where(code => !code.StartsWith("cause.", StringComparison.Ordinal) && !IsSaid(Plain(code))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_language_has_the_same_codes_with_the_same_holes()
    {
        foreach (var language in Sentences.All)
        {
            Assert.Equal(Sentences.English.ByCode.Keys.Order(StringComparer.Ordinal), language.ByCode.Keys.Order(StringComparer.Ordinal));
            foreach (var (code, sentence) in language.ByCode)
                Assert.Equal((code, Holes(Sentences.English.ByCode[code])), (code, Holes(sentence)));
        }
    }

    [Fact]
    public void No_page_has_words_of_its_own()
    {
        var found = System.IO.Directory.EnumerateFiles(Pages, "*.razor", SearchOption.AllDirectories).SelectMany(file =>
        {
            var markup = File.ReadAllText(file);
            if (markup.IndexOf("@code {", StringComparison.Ordinal) is > 0 and var end) markup = markup[..end];
            markup = CSharp().Replace(Comment().Replace(markup, ""), "");
            var texts = Tag().Replace(Expression().Replace(markup, ""), "\n");
            return Word().Matches(texts).Concat(Labelled().Matches(markup)).Select(match => $"{Path.GetFileName(file)}: {match.Value}");
        });
        // The service's name, and commands, which are the same in every language.
        Assert.Equal(["Document.razor: Firebreak", "LandingView.razor: org", "LandingView.razor: org", "NewTokenView.razor: Authorization", "NewTokenView.razor: SSWS",
            "NewTokenView.razor: api", "NewTokenView.razor: curl", "NewTokenView.razor: limit", "NewTokenView.razor: users", "ProofView.razor: firebreak", "ProofView.razor: verify", "ProofView.razor: vkey"],
            found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_action_on_a_user_says_what_it_does_and_that_it_is_done()
    {
        foreach (var action in UserAction.All)
            foreach (var code in new[] { $"user.{action.Code}", $"user.{action.Code}.text", $"done.user_{action.Code}" })
                Assert.True(Sentences.English.Has(code), code);
    }

    [Theory]
    [InlineData(null, "en")]
    [InlineData("", "en")]
    [InlineData("de", "de")]
    [InlineData("de-AT,de;q=0.9,en;q=0.8", "de")]
    [InlineData("DE-ch", "de")]
    [InlineData("en-GB,de;q=0.9", "en")]
    [InlineData("de;q=0.2, en;q=0.7", "en")]
    [InlineData("fr-FR, de;q=0.5", "de")]
    [InlineData("fr, de;q=0", "en")]
    [InlineData("den, *;q=0.5", "en")]
    [InlineData("this is; no=header,,", "en")]
    public void The_browser_says_which_language_is_spoken(string? asked, string spoken)
    {
        var http = new DefaultHttpContext();
        if (asked is not null) http.Request.Headers.AcceptLanguage = asked;
        Assert.Equal(spoken, Sentences.For(http).Language);
    }

    [Fact]
    public void Numbers_and_single_things_are_said_as_the_language_does()
    {
        Assert.Equal("14,640 events in all", Sentences.English.Say("log.size", 14640L));
        Assert.Equal("14.640 Ereignisse insgesamt", Sentences.German.Say("log.size", 14640L));
        Assert.Equal("1 event in all", Sentences.English.Say("log.size", 1L));
        Assert.Equal("1 Ereignis insgesamt", Sentences.German.Say("log.size", 1));
    }

    private static IEnumerable<string> Sources() => System.IO.Directory.EnumerateFiles(Pages, "*", SearchOption.AllDirectories)
        .Where(file => file.EndsWith(".razor", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal))
        .Select(File.ReadAllText);

    private static string Plain(string code) => code.EndsWith(".one", StringComparison.Ordinal) ? code[..^4] : code;

    private static string Holes(string sentence) => string.Join(' ', Hole().Matches(sentence).Select(match => match.Value).Order(StringComparer.Ordinal));

    [GeneratedRegex("""(?:\bT|\.Say)\("([a-z0-9_.A-Z-]+)"[,)]""")]
    private static partial Regex Code();

    [GeneratedRegex("""[^"]"([a-z_]+[a-z0-9_.A-Z-]*)"[^"]""")]
    private static partial Regex Quoted();

    [GeneratedRegex("""\$?"([a-z_]+\.(?:[a-zA-Z_]+[._])*)(?:"|\{)""")]
    private static partial Regex Begun();

    [GeneratedRegex(@"\{\d[^}]*\}")]
    private static partial Regex Hole();

    // What of a razor file is no markup: directives, blocks' heads and braces, attributes' and other expressions.
    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^\s*(?:@(?:inherits|using|if|else|foreach|for)\b.*|else.*|[{}]|var .*;|if \(.*;)\s*$", RegexOptions.Multiline)]
    private static partial Regex CSharp();

    [GeneratedRegex("""@(?:if|else if|foreach|for)\s*\((?>[^()]+|\((?<c>)|\)(?<-c>))*(?(c)(?!))\)|@\((?>[^()]+|\((?<d>)|\)(?<-d>))*(?(d)(?!))\)|@[A-Za-z_.!]+(?:\[[^\]]*\]|\((?>[^()]+|\((?<e>)|\)(?<-e>))*(?(e)(?!))\))*(?:\??\.[A-Za-z_]+(?:\((?>[^()]+|\((?<f>)|\)(?<-f>))*(?(f)(?!))\))?)*""")]
    private static partial Regex Expression();

    [GeneratedRegex("""<(?>"[^"]*"|'[^']*'|[^<>"'])*>""")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\p{L}{3,}")]
    private static partial Regex Word();

    [GeneratedRegex("(?:title|aria-label|alt|Label|Hint|Sentence)=\"[^\"@]*\\p{L}{3,}[^\"]*\"")]
    private static partial Regex Labelled();
}
