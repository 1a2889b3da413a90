using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;

namespace Firebreak.Sigma;

/// <summary>A field's value as text: as it stands in the event, and with its case taken away.</summary>
internal readonly ref struct FieldValue(ReadOnlySpan<byte> text, ReadOnlySpan<byte> folded)
{
    public ReadOnlySpan<byte> Text { get; } = text;

    public ReadOnlySpan<byte> Folded { get; } = folded;
}

/// <summary>Unsure: the test gave up. The condition then takes whichever answer lets the rule fire.</summary>
internal enum Answer
{
    No,
    Yes,
    Unsure,
}

/// <summary>What a rule asks of one value.</summary>
internal abstract class ValueTest
{
    /// <summary>Whether it looks at the folded text.</summary>
    public virtual bool IgnoresCase => false;

    public abstract Answer Ask(FieldValue value);

    protected static Answer Is(bool yes) => yes ? Answer.Yes : Answer.No;
}

internal sealed class TextTest(Wildcard wildcard, bool cased) : ValueTest
{
    public override bool IgnoresCase => !cased;

    /// <summary>The one text, without case, that this asks for; nothing where a wildcard allows several.</summary>
    public string? OnlyText => wildcard.Exact is { } exact ? Fold.Text(Encoding.UTF8.GetString(exact)) : null;

    public override Answer Ask(FieldValue value) => Is(wildcard.Matches(cased ? value.Text : value.Folded));
}

internal sealed class CidrTest(Cidr network) : ValueTest
{
    public override Answer Ask(FieldValue value) => Is(network.Contains(value.Text));
}

internal enum Comparison
{
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>Numbers are compared as numbers, in strings too: Okta's debug data holds nothing but strings.</summary>
internal sealed class NumberTest(Comparison comparison, decimal limit) : ValueTest
{
    public override Answer Ask(FieldValue value)
    {
        if (!Utf8Parser.TryParse(value.Text, out decimal number, out var consumed) || consumed != value.Text.Length) return Answer.No;
        return Is(comparison switch
        {
            Comparison.Less => number < limit,
            Comparison.LessOrEqual => number <= limit,
            Comparison.Greater => number > limit,
            _ => number >= limit,
        });
    }
}

internal sealed class RegexTest : ValueTest
{
    public const int MaxCharacters = 4096;

    /// <summary>Each takes a while to prepare.</summary>
    public const int MaxPerRule = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private readonly Regex _regex;

    private RegexTest(Regex regex) => _regex = regex;

    /// <summary>Linear-time where the pattern allows it; with look-arounds and back-references it may give up.</summary>
    public static RegexTest? Parse(string pattern, RegexOptions options, out string? problem)
    {
        problem = null;
        options |= RegexOptions.CultureInvariant;
        try
        {
            return new RegexTest(new Regex(pattern, options | RegexOptions.NonBacktracking, Patience));
        }
        catch (NotSupportedException)
        {
            return new RegexTest(new Regex(pattern, options, Patience));
        }
        catch (RegexParseException e)
        {
            problem = e.Message;
            return null;
        }
    }

    public override Answer Ask(FieldValue value)
    {
        char[]? rented = null;
        var room = value.Text.Length <= 256 ? stackalloc char[256] : rented = ArrayPool<char>.Shared.Rent(value.Text.Length);
        try
        {
            return Is(_regex.IsMatch(room[..Encoding.UTF8.GetChars(value.Text, room)]));
        }
        catch (RegexMatchTimeoutException)
        {
            return Answer.Unsure;
        }
        finally
        {
            if (rented is not null) ArrayPool<char>.Shared.Return(rented);
        }
    }
}
