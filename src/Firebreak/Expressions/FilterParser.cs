using System.Globalization;
using System.Text;

namespace Firebreak.Expressions;

/// <summary>Reads a filter by recursive descent, in the order of RFC 7644, figure 1. Lives for one parse.</summary>
internal sealed class FilterParser(string text)
{
    private int _at;

    /// <summary>The first thing found wrong.</summary>
    public string Problem { get; private set; } = "";

    private char Next => _at < text.Length ? text[_at] : '\0';

    public Filter? Parse()
    {
        if (text.Length > ScimFilter.MaxLength) return Refuse<Filter>(ScimFilter.MaxLength, $"a filter has at most {ScimFilter.MaxLength} characters");
        if (Or(0) is not { } filter) return null;
        Space();
        return _at == text.Length ? filter : Refuse<Filter>(_at, $"'and' or 'or' should stand here, not {Seen(_at)}");
    }

    private Filter? Or(int depth)
    {
        if (Joined("or", And, depth) is not { } parts) return null;
        return parts is [var only] ? only : new Filter.Or([.. parts]);
    }

    private Filter? And(int depth)
    {
        if (Joined("and", Term, depth) is not { } parts) return null;
        return parts is [var only] ? only : new Filter.And([.. parts]);
    }

    private List<Filter>? Joined(string word, Func<int, Filter?> part, int depth)
    {
        var parts = new List<Filter>();
        do
        {
            if (part(depth) is not { } next) return null;
            parts.Add(next);
        }
        while (Take(word));

        return parts;
    }

    private Filter? Term(int depth)
    {
        Space();
        if (depth > ScimFilter.MaxDepth) return Refuse<Filter>(_at, $"at most {ScimFilter.MaxDepth} parentheses may stand inside one another");
        if (Next == '(') return Group(')', depth);

        var start = _at;
        var word = Word();
        if (Same(word, "not"))
        {
            Space();
            if (Next != '(') return Refuse<Filter>(_at, "'not' takes parentheses");
            return Group(')', depth) is { } inner ? new Filter.Not(inner) : null;
        }

        if (word == "" || Same(word, "and") || Same(word, "or")) return Refuse<Filter>(start, $"an attribute should stand here, not {Seen(start)}");
        if (!AttributePath.TryParse(word, out var path)) return Refuse<Filter>(start, $"{Seen(start)} is not the name of an attribute");
        if (Next == '[') return Group(']', depth) is { } inner ? new Filter.ValuePath(path, inner) : null;
        return Test(path);
    }

    private Filter? Group(char close, int depth)
    {
        _at++;
        if (Or(depth + 1) is not { } inner) return null;
        Space();
        if (Next != close) return Refuse<Filter>(_at, $"'and', 'or' or '{close}' should stand here, not {Seen(_at)}");
        _at++;
        return inner;
    }

    private Filter? Test(AttributePath path)
    {
        Space();
        var start = _at;
        var word = Word();
        if (Same(word, "pr")) return new Filter.Present(path);
        if (FilterOperators.Find(word) is not { } @operator) return Refuse<Filter>(start, $"an operator such as eq should stand here, not {Seen(start)}");

        Space();
        start = _at;
        if (Value() is not { } value) return null;
        if (!Filter.Comparison.Allows(@operator, value)) return Refuse<Filter>(start, $"{FilterOperators.Word(@operator)} does not compare with {Seen(start)}");
        return new Filter.Comparison(path, @operator, value);
    }

    private FilterValue? Value()
    {
        var start = _at;
        if (Next == '"') return Quoted();
        var word = Word();
        switch (word)
        {
            case "true": return new FilterValue.Truth(true);
            case "false": return new FilterValue.Truth(false);
            case "null": return FilterValue.None;
            case "": return Refuse<FilterValue>(start, $"a value should stand here, not {Seen(start)}");
        }

        var digit = word[0] == '-' && word.Length > 1 ? word[1] : word[0];
        if (char.IsAsciiDigit(digit) && decimal.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return new FilterValue.Number(number);
        // Okta's own texts put dates in quotes too: nothing but numbers, true, false and null stands bare.
        return Refuse<FilterValue>(start, $"{Seen(start)} needs double quotes, unless it should be a number");
    }

    // RFC 8259, 7.
    private FilterValue.Text? Quoted()
    {
        var start = _at++;
        var value = new StringBuilder();
        while (_at < text.Length)
        {
            var c = text[_at++];
            if (c == '"') return new FilterValue.Text(value.ToString());
            if (c < ' ') return Refuse<FilterValue.Text>(_at - 1, "a control character in a string is written as an escape");
            if (c == '\\')
            {
                if (Escaped() is not { } escaped) return Refuse<FilterValue.Text>(_at - 1, "there is no such escape in a JSON string");
                c = escaped;
            }

            value.Append(c);
        }

        return Refuse<FilterValue.Text>(start, "the string that begins here has no end");
    }

    private char? Escaped()
    {
        var c = Next;
        _at++;
        switch (c)
        {
            case '"' or '\\' or '/': return c;
            case 'b': return '\b';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'u' when _at + 4 <= text.Length && ushort.TryParse(text.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit):
                _at += 4;
                return (char)unit;
            default: return null;
        }
    }

    private bool Take(string word)
    {
        Space();
        var start = _at;
        if (Same(Word(), word)) return true;
        _at = start;
        return false;
    }

    private string Word()
    {
        var start = _at;
        while (char.IsAsciiLetterOrDigit(Next) || Next is '_' or '-' or '+' or '$' or '.' or ':') _at++;
        return text[start.._at];
    }

    private void Space()
    {
        while (char.IsWhiteSpace(Next)) _at++;
    }

    private string Seen(int start)
    {
        if (start >= text.Length) return "the end";
        var end = start;
        while (end < text.Length && end - start < 32 && !char.IsWhiteSpace(text[end]) && !char.IsControl(text[end]) && text[end] is not ('(' or ')' or '[' or ']')) end++;
        return $"'{text[start..Math.Max(end, start + 1)]}'";
    }

    private T? Refuse<T>(int at, string sentence) where T : class
    {
        if (Problem == "") Problem = $"At character {at + 1}: {sentence}.";
        return null;
    }

    private static bool Same(string word, string other) => word.Equals(other, StringComparison.OrdinalIgnoreCase);
}
