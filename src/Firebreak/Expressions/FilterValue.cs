using System.Globalization;
using System.Text;
using Firebreak.Log.Events;

namespace Firebreak.Expressions;

/// <summary>What a filter compares an attribute with: a JSON value that is neither object nor array (RFC 7644, 3.4.2.2).</summary>
public abstract record FilterValue
{
    private FilterValue()
    {
    }

    /// <summary>Null, which an attribute that is absent equals.</summary>
    public static FilterValue None { get; } = new Null();

    /// <summary>As JSON.</summary>
    public sealed override string ToString() => this switch
    {
        Text text => Quoted(text.Value),
        Number number => number.Value.ToString(CultureInfo.InvariantCulture),
        Truth truth => truth.Value ? "true" : "false",
        _ => "null",
    };

    /// <summary>A string.</summary>
    public sealed record Text(string Value) : FilterValue
    {
        /// <summary>The moment it names, if it is a date or a time; dates compare as moments.</summary>
        public Instant? Instant { get; } = InstantOf(Value);
    }

    /// <summary>A number.</summary>
    public sealed record Number(decimal Value) : FilterValue;

    /// <summary>True or false.</summary>
    public sealed record Truth(bool Value) : FilterValue;

    /// <summary>Null.</summary>
    public sealed record Null : FilterValue;

    internal static Instant? InstantOf(string text)
    {
        // Longer than any time with all its digits: not worth the look.
        if (text.Length is < 10 or > 64) return null;
        Span<byte> bytes = stackalloc byte[64 * 3];
        return Log.Events.Instant.TryParse(bytes[..Encoding.UTF8.GetBytes(text, bytes)], out var instant) ? instant : null;
    }

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (char.IsControl(c)) quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }
}
