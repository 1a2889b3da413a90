using System.Runtime.CompilerServices;
using System.Text;

namespace Firebreak.Storage;

/// <summary>
/// A statement in which every hole is a parameter: <c>$"select x from t where org_id = {org}"</c>. A hole that is itself a <see cref="Sql"/>
/// is a part of the statement with its own parameters; a list of texts becomes <c>(a, b, c)</c>.
/// </summary>
[InterpolatedStringHandler]
public sealed class Sql
{
    private readonly StringBuilder _text;
    private readonly List<object?> _values;

    /// <summary>For the compiler.</summary>
    public Sql(int literalLength, int formattedCount)
    {
        _text = new StringBuilder(literalLength + (4 * formattedCount));
        _values = new List<object?>(formattedCount);
    }

    /// <summary>An empty part, to be added to.</summary>
    public static Sql Nothing => $"";

    /// <summary>The statement's text, parameters as $1, $2 ...</summary>
    internal string Text => _text.ToString();

    /// <summary>The parameters' values: long, string, byte[] or null; on PostgreSQL long[] and byte[][] too.</summary>
    internal IReadOnlyList<object?> Values => _values;

    /// <summary>True when nothing was said.</summary>
    public bool IsEmpty => _text.Length == 0;

    /// <summary>Text of ours; never anything that came from outside.</summary>
    public void AppendLiteral(string literal) => _text.Append(literal);

    /// <summary>A text, or null.</summary>
    public void AppendFormatted(string? value) => Add(value);

    /// <summary>A whole number.</summary>
    public void AppendFormatted(long value) => Add(value);

    /// <summary>A whole number, or null.</summary>
    public void AppendFormatted(long? value) => Add(value);

    /// <summary>A truth, kept as 1 or 0.</summary>
    public void AppendFormatted(bool value) => Add(value ? 1L : 0L);

    /// <summary>Bytes, or null.</summary>
    public void AppendFormatted(byte[]? value) => Add(value);

    /// <summary>An array of whole numbers as one parameter: for PostgreSQL alone.</summary>
    internal void AppendFormatted(long[] values) => Add(values);

    /// <summary>An array of bytes as one parameter: for PostgreSQL alone.</summary>
    internal void AppendFormatted(byte[][] values) => Add(values);

    /// <summary>A list of texts in brackets; an empty list matches nothing.</summary>
    public void AppendFormatted(IReadOnlyCollection<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
        {
            _text.Append("(null)");
            return;
        }
        var next = '(';
        foreach (var value in values)
        {
            _text.Append(next);
            Add(value);
            next = ',';
        }
        _text.Append(')');
    }

    /// <summary>Another part with its own parameters.</summary>
    public void AppendFormatted(Sql part)
    {
        ArgumentNullException.ThrowIfNull(part);
        var text = part.Text;
        if (part._values.Count == 0)
        {
            _text.Append(text);
            return;
        }
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '$')
            {
                _text.Append(text[i]);
                continue;
            }
            var number = 0;
            while (i + 1 < text.Length && char.IsAsciiDigit(text[i + 1])) number = (number * 10) + text[++i] - '0';
            Add(part._values[number - 1]);
        }
    }

    /// <summary>Adds a part after this one.</summary>
    public Sql Then(Sql part)
    {
        AppendFormatted(part);
        return this;
    }

    /// <summary>Puts parts together with a word between them, such as " and ".</summary>
    public static Sql Join(string between, IEnumerable<Sql> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var joined = Nothing;
        foreach (var part in parts)
        {
            if (!joined.IsEmpty) joined.AppendLiteral(between);
            joined.AppendFormatted(part);
        }
        return joined;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private void Add(object? value)
    {
        _values.Add(value);
        _text.Append('$').Append(_values.Count);
    }
}
