using System.Text.RegularExpressions;
using Firebreak.Directory;
using Firebreak.Server.Pages;
using Xunit;

namespace Firebreak.Tests.Pages;

/// <summary>What operations say in English is said by pages in their own language, for as long as operations say it.</summary>
public sealed partial class CausesTests
{
    [Fact]
    public void Every_language_says_what_the_API_says() => Assert.All(Sentences.All, language => Assert.Equal(
        Sentences.Read("api").Keys.Order(StringComparer.Ordinal), language.ByCode.Keys.Where(code => code.StartsWith("cause.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)));

    [Fact]
    public void What_the_API_says_still_stands_in_its_source()
    {
        var source = string.Concat(System.IO.Directory.EnumerateFiles(Path.Combine(SharedData.Repository, "src", "Firebreak"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        source = Hole().Replace(source, "{}");
        // The requirements are put together from a policy; the next test asks one.
        Assert.Empty(Sentences.Read("api").Where(pair => pair.Key != "cause.password_default" && !source.Contains(Hole().Replace(pair.Value, "{}"), StringComparison.Ordinal)).Select(pair => pair.Key));
    }

    [Fact]
    public void A_weak_password_is_explained()
    {
        var cause = "password: " + Assert.Single(UserPassword.Policy.Check("short", "ada@example.com"));
        Assert.Equal(
            new Cause("Passwort", "Das ist nicht stark genug. Ein Passwort hat mindestens 8 Zeichen, einen Kleinbuchstaben, einen Großbuchstaben, eine Ziffer und keinen Teil des Benutzernamens. Es darf keines der letzten 4 sein.", true),
            Causes.Of(cause, Sentences.German));
        Assert.DoesNotContain("Password requirements were not met", Causes.Of(cause, Sentences.English).Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("login: An object with this field already exists in the current organization", "Benutzername", "In dieser Organisation ist das schon vergeben.", true)]
    [InlineData("Not found: Resource not found: ada@example.com (User)", "", "Hier gibt es das nicht: Benutzer „ada@example.com“.", true)]
    [InlineData("Invalid filter: At character 10: a value should stand here, not the end.", "Filter", "Bei Zeichen 10: hier gehört ein Wert hin, nicht das Ende.", true)]
    [InlineData("The org is Suspended already.", "", "Die Organisation ist schon ausgesetzt.", true)]
    [InlineData("Was Sie eingegeben haben, ist nicht der Name.", "", "Was Sie eingegeben haben, ist nicht der Name.", true)]
    [InlineData("login: Something that nobody translated", "Benutzername", "Something that nobody translated", false)]
    [InlineData("Something: that nobody translated", "", "Something: that nobody translated", false)]
    public void A_cause_names_its_field_and_speaks_the_pages_language(string cause, string field, string sentence, bool isOurs) =>
        Assert.Equal(new Cause(field, sentence, isOurs), Causes.Of(cause, Sentences.German));

    [GeneratedRegex(@"\{[^{}\n]*\}")]
    private static partial Regex Hole();
}
