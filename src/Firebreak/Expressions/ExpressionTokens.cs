using System.Globalization;
using System.Text;

namespace Firebreak.Expressions;

/// <summary>What a token of an expression is.</summary>
internal enum TokenKind
{
    /// <summary>A name, with the dots in it.</summary>
    Name,
    Text,
    Number,
    Symbol,
    End,
}

/// <summary>A token of an expression.</summary>
/// <param name="Content">What it says; of a text without its quotes.</param>
/// <param name="At">Where it begins, from 0.</param>
internal readonly record struct Token(TokenKind Kind, string Content, int At)
{
    public string Seen => Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.Text => "a text",
        _ => $"'{(Content.Length <= 32 ? Content : Content[..32] + "...")}'",
    };
}

/// <summary>Cuts an expression into tokens, one at a time.</summary>
internal sealed class ExpressionTokens(string text)
{
    private static readonly string[] Symbols = ["==", "!=", "<=", ">=", "&&", "||", "?:", "<", ">", "!", "?", ":", "(", ")", "{", "}", "[", "]", ",", "+", "-"];

    private int _at;

    /// <summary>The next token, or what is wrong there.</summary>
    public (Token Token, string? Problem) Read()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
        if (_at == text.Length) return (new Token(TokenKind.End, "", _at), null);

        var c = text[_at];
        if (c is '"' or '\'') return Quoted(c);
        if (IsNameStart(c)) return (Taken(TokenKind.Name, NameEnd()), null);
        if (char.IsAsciiDigit(c)) return (Taken(TokenKind.Number, NumberEnd()), null);
        foreach (var symbol in Symbols)
            if (string.CompareOrdinal(text, _at, symbol, 0, symbol.Length) == 0) return (Taken(TokenKind.Symbol, _at + symbol.Length), null);
        return (default, c == '=' ? "'=' would assign; '==' compares" : $"{Shown(c)} has no meaning here");
    }

    public int At => _at;

    // A quote inside is written twice; a backslash is nothing special, as in the language's regular expressions.
    private (Token Token, string? Problem) Quoted(char quote)
    {
        var start = _at++;
        var content = new StringBuilder();
        while (_at < text.Length)
        {
            var c = text[_at++];
            if (c == quote)
            {
                if (_at == text.Length || text[_at] != quote) return (new Token(TokenKind.Text, content.ToString(), start), null);
                _at++;
            }

            content.Append(c);
        }

        _at = start;
        return (default, "the text that begins here has no end");
    }

    private Token Taken(TokenKind kind, int end)
    {
        var token = new Token(kind, text[_at..end], _at);
        _at = end;
        return token;
    }

    private int NameEnd()
    {
        var end = _at;
        while (end < text.Length && (IsNameStart(text[end]) || char.IsAsciiDigit(text[end]) || text[end] == '.')) end++;
        return end;
    }

    private int NumberEnd()
    {
        var end = _at;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.')) end++;
        return end;
    }

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c is '_' or '$';

    private static string Shown(char c) => char.IsControl(c) || char.IsSurrogate(c) ? string.Create(CultureInfo.InvariantCulture, $"U+{(int)c:X4}") : $"'{c}'";
}
