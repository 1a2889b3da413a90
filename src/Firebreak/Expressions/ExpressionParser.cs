using System.Globalization;

namespace Firebreak.Expressions;

/// <summary>
/// Reads an expression by recursive descent. From what binds least: <c>? :</c> and <c>?:</c>, OR, AND, relations, +, !,
/// [ ]. Lives for one parse.
/// </summary>
internal sealed partial class ExpressionParser
{
    private static readonly Dictionary<string, Relation> Relations = new(StringComparer.Ordinal)
    {
        ["=="] = Relation.Equal,
        ["!="] = Relation.NotEqual,
        ["<"] = Relation.Less,
        [">"] = Relation.Greater,
        ["<="] = Relation.LessOrEqual,
        [">="] = Relation.GreaterOrEqual,
    };

    private readonly bool _inCondition;
    private readonly ExpressionTokens _tokens;
    private Token _next;

    /// <param name="inCondition">Whether only what Okta allows in the conditions of group rules will do.</param>
    public ExpressionParser(string text, bool inCondition)
    {
        (_inCondition, _tokens) = (inCondition, new ExpressionTokens(text));
        if (text.Length > UserExpression.MaxLength) Refuse<Expression>(UserExpression.MaxLength, $"an expression has at most {UserExpression.MaxLength} characters");
        else Advance();
    }

    /// <summary>The first thing found wrong.</summary>
    public string Problem { get; private set; } = "";

    public Expression? Parse()
    {
        if (Problem != "" || Choice(0) is not { } expression) return null;
        if (Problem != "") return null;
        if (_next.Kind != TokenKind.End) return Refuse($"an operator should stand here, not {_next.Seen}");
        return _inCondition && !CanBeTrue(expression) ? Refuse<Expression>(0, "a condition evaluates to true or false") : expression;
    }

    private Expression? Choice(int depth)
    {
        if (depth > UserExpression.MaxDepth) return Refuse($"at most {UserExpression.MaxDepth} expressions may stand inside one another");
        var start = _next.At;
        if (Or(depth) is not { } first) return null;
        if (Take("?:")) return Choice(depth + 1) is { } fallback ? new Expression.Default(first, fallback) : null;
        if (!Take("?")) return first;

        if (Condition(first, start) is null || Choice(depth + 1) is not { } then || !Expect(":")) return null;
        return Choice(depth + 1) is { } otherwise ? new Expression.Choice(first, then, otherwise) : null;
    }

    private Expression? Or(int depth)
    {
        if (Joined("OR", "||", And, depth) is not { } parts) return null;
        return parts is [var only] ? only : new Expression.Or([.. parts]);
    }

    private Expression? And(int depth)
    {
        if (Joined("AND", "&&", Compare, depth) is not { } parts) return null;
        return parts is [var only] ? only : new Expression.And([.. parts]);
    }

    private List<Expression>? Joined(string word, string symbol, Func<int, Expression?> part, int depth)
    {
        var parts = new List<Expression>();
        while (true)
        {
            var start = _next.At;
            if (part(depth) is not { } next) return null;
            parts.Add(next);
            var goesOn = TakeWord(word) || Take(symbol);
            if ((goesOn || parts.Count > 1) && Condition(next, start) is null) return null;
            if (!goesOn) return parts;
        }
    }

    private Expression? Compare(int depth)
    {
        if (Sum(depth) is not { } left) return null;
        if (TakeWord("matches")) return PatternHere() is { } pattern ? new Expression.Matches(left, pattern) : null;
        if (_next.Kind != TokenKind.Symbol || !Relations.TryGetValue(_next.Content, out var relation)) return left;
        Advance();
        return Sum(depth) is { } right ? new Expression.Compare(relation, left, right) : null;
    }

    private Expression? Sum(int depth)
    {
        var terms = new List<Expression>();
        do
        {
            if (Unary(depth) is not { } term) return null;
            terms.Add(term);
        }
        while (Take("+"));

        return terms is [var only] ? only : new Expression.Sum([.. terms]);
    }

    private Expression? Unary(int depth)
    {
        if (depth > UserExpression.MaxDepth) return Choice(depth);
        if (Take("!") || TakeWord("NOT"))
        {
            var start = _next.At;
            return Unary(depth + 1) is { } inner && Condition(inner, start) is not null ? new Expression.Not(inner) : null;
        }

        if (!Take("-")) return Postfix(depth);
        return _next.Kind == TokenKind.Number ? Number(negative: true) : Refuse($"a number should stand here, not {_next.Seen}");
    }

    private Expression? Postfix(int depth)
    {
        var value = Primary(depth);
        while (value is not null && Take("["))
        {
            if (Choice(++depth) is not { } position || !Expect("]")) return null;
            value = new Expression.Item(value, position);
        }

        return value;
    }

    private Expression? Primary(int depth)
    {
        if (Take("(")) return Choice(depth + 1) is { } inner && Expect(")") ? inner : null;
        if (Take("{")) return Listed("}", depth) is { } items ? new Expression.List([.. items]) : null;

        var token = _next;
        switch (token.Kind)
        {
            case TokenKind.Number: return Number(negative: false);
            case TokenKind.Text:
                Advance();
                return new Expression.Literal(new ExpressionValue.Text(token.Content));
            case TokenKind.Name:
                Advance();
                return Named(token, depth);
            default: return Refuse($"a value should stand here, not {token.Seen}");
        }
    }

    private Expression? Number(bool negative)
    {
        var digits = _next.Content;
        if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || digits.EndsWith('.'))
            return Refuse($"{_next.Seen} is not a number, or too large");
        Advance();
        return new Expression.Literal(new ExpressionValue.Number(negative ? -number : number));
    }

    private List<Expression>? Listed(string close, int depth)
    {
        var items = new List<Expression>();
        if (Take(close)) return items;
        do
        {
            if (Choice(depth + 1) is not { } item) return null;
            items.Add(item);
        }
        while (Take(","));

        return Expect(close) ? items : null;
    }

    private Expression? Condition(Expression expression, int start) =>
        CanBeTrue(expression) ? expression : Refuse<Expression>(start, "what begins here is used as a condition and evaluates neither to true nor to false");

    private static bool CanBeTrue(Expression expression) => expression.Kind is ExpressionKind.Any or ExpressionKind.Truth;

    private bool Take(string symbol)
    {
        if (_next.Kind != TokenKind.Symbol || _next.Content != symbol) return false;
        Advance();
        return true;
    }

    private bool TakeWord(string word)
    {
        if (_next.Kind != TokenKind.Name || !_next.Content.Equals(word, StringComparison.OrdinalIgnoreCase)) return false;
        Advance();
        return true;
    }

    private bool Expect(string symbol)
    {
        if (Take(symbol)) return true;
        Refuse($"'{symbol}' should stand here, not {_next.Seen}");
        return false;
    }

    private void Advance()
    {
        (_next, var problem) = _tokens.Read();
        if (problem is null) return;
        Refuse<Expression>(_tokens.At, problem);
        _next = new Token(TokenKind.End, "", _tokens.At);
    }

    private Expression? Refuse(string sentence) => Refuse<Expression>(_next.At, sentence);

    private T? Refuse<T>(int at, string sentence) where T : class
    {
        if (Problem == "") Problem = $"At character {at + 1}: {sentence}.";
        return null;
    }
}
