using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Firebreak.Expressions;

/// <summary>
/// A regular expression that someone else wrote: it takes time in proportion to the text, whatever it is, and says no
/// when that is too long. It matches whole texts, as Java's <c>matches</c> does.
/// </summary>
public sealed partial record Pattern
{
    /// <summary>How many characters a pattern may have.</summary>
    public const int MaxLength = 256;

    /// <summary>How large the upper bounds of all counted repetitions, multiplied, may be.</summary>
    public const int MaxRepeats = 1_000;

    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(100);
    private readonly Regex _regex;

    private Pattern(string text, Regex regex) => (Text, _regex) = (text, regex);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a pattern; refused are a wrong one, one too large, and what needs backtracking (lookaround, back references).</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Pattern? pattern, [NotNullWhen(false)] out string? problem)
    {
        (pattern, problem) = (null, null);
        if (text.Length > MaxLength) problem = $"a regular expression has at most {MaxLength} characters";
        else if (Repeats(text) > MaxRepeats) problem = "the regular expression repeats too often";
        if (problem is not null) return false;

        // Okta's documentation puts a slash in front of one that matches names without any.
        var bare = text.StartsWith('/') ? text[1..] : text;
        try
        {
            // Alone first: a stray parenthesis must not close the group around it.
            _ = New(bare);
            pattern = new Pattern(text, New($@"\A(?:{bare})\z"));
            return true;
        }
        catch (ArgumentException)
        {
            problem = "the regular expression is not correct";
        }
        catch (NotSupportedException)
        {
            problem = "the regular expression looks ahead, behind or back, which is not supported";
        }

        return false;
    }

    /// <summary>Whether the whole text matches.</summary>
    public bool Matches(string text)
    {
        try
        {
            return _regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    /// <summary>Patterns of the same text are equal.</summary>
    public bool Equals(Pattern? other) => other is not null && other.Text == Text;

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    private static Regex New(string text) => new(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Timeout);

    // Nested repetitions multiply the automaton; those side by side are counted as if they were nested.
    private static double Repeats(string text) =>
        Bounds().Matches(text).Aggregate(1.0, (product, bound) => product * Math.Max(1, double.Parse(bound.Groups["last"].Value, CultureInfo.InvariantCulture)));

    [GeneratedRegex(@"\{([0-9]+,)?(?<last>[0-9]+),?\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Bounds();
}
