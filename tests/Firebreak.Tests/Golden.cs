using Xunit;

namespace Firebreak.Tests;

/// <summary>
/// Outputs that were read by a person once and must not change unseen. To accept a change: run with UPDATE_GOLDEN=1 and
/// read the diff.
/// </summary>
internal static class Golden
{
    public static void Check(string name, string actual)
    {
        var file = Path.Combine(SharedData.Repository, "tests", "Firebreak.Tests", "Golden", name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1") File.WriteAllText(file, Stable(actual));
        Assert.Equal(File.ReadAllText(file), Stable(actual));
    }

    // The time that something took is another each time.
    private static string Stable(string text) =>
        System.Text.RegularExpressions.Regex.Replace(text, @" in \d+\.\d\d s\b", " in 0.00 s");
}
