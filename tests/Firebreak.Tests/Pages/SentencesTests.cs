using System.Text.RegularExpressions;
using Firebreak.Server.Pages;
using Xunit;

namespace Firebreak.Tests.Pages;

public sealed partial class SentencesTests
{
    [Fact]
    public void Every_sentence_that_a_page_says_is_in_the_catalogue()
    {
        var folder = Path.Combine(SharedData.Repository, "src", "Firebreak.Server", "Pages");
        var said = System.IO.Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".razor", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(file => Code().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value));
        Assert.Empty(said.Where(code => !Sentences.English.Has(code)).Distinct());
    }

    [Fact]
    public void Every_action_on_a_user_says_what_it_does_and_that_it_is_done()
    {
        foreach (var action in UserAction.All)
            foreach (var code in new[] { $"user.{action.Code}", $"user.{action.Code}.text", $"done.user_{action.Code}" })
                Assert.True(Sentences.English.Has(code), code);
    }

    [GeneratedRegex("""(?:\bT|\.Say)\("([a-z0-9_.A-Z-]+)"[,)]""")]
    private static partial Regex Code();
}
