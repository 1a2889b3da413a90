using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using static Firebreak.Expressions.ExpressionValue;

namespace Firebreak.Expressions;

/// <summary>
/// A function of the Okta Expression Language. Null in place of a text gives null, or false, or 0; positions outside a
/// text or a list are cut to it or give null. Case counts everywhere.
/// </summary>
/// <param name="Least">How many arguments it takes at least.</param>
/// <param name="Most">How many at most; null for any number.</param>
internal sealed record ExpressionFunction(string Name, int Least, int? Most, ExpressionKind Gives, Func<Sequence<ExpressionValue>, ExpressionValue> Run)
{
    /// <summary>The functions that a list of pairs follows.</summary>
    public bool TakesPairs => Name == "String.stringSwitch";

    private static readonly ExpressionFunction[] Known =
    [
        Text("String.append", 2, of => Joined("", of)),
        Text("String.join", 1, null, of => Joined(of[0].ToText() ?? "", of.Skip(1))),
        new("String.len", 1, 1, ExpressionKind.Number, of => new Number(of[0].ToText()?.Length ?? 0)),
        Text("String.removeSpaces", 1, of => Map(of[0], text => text.Replace(" ", "", StringComparison.Ordinal))),
        Text("String.replace", 3, of => Replaced(of, int.MaxValue)),
        Text("String.replaceFirst", 3, of => Replaced(of, 1)),
        Truth("String.startsWith", of => Both(of, (text, start) => text.StartsWith(start, StringComparison.Ordinal))),
        Truth("String.stringContains", of => Both(of, (text, part) => text.Contains(part, StringComparison.Ordinal))),
        Text("String.stringSwitch", 4, null, Switched),
        Text("String.substring", 3, Substring),
        Text("String.substringAfter", 2, of => Map(of[0], text => Cut(text, of[1].ToText()) is { } cut ? cut.After : "")),
        Text("String.substringBefore", 2, of => Map(of[0], text => Cut(text, of[1].ToText()) is { } cut ? cut.Before : text)),
        Text("String.toUpperCase", 1, of => Map(of[0], text => text.ToUpperInvariant())),
        Text("String.toLowerCase", 1, of => Map(of[0], text => text.ToLowerInvariant())),

        List("Arrays.add", 2, of => [.. of[0].ToList(), of[1]]),
        List("Arrays.remove", 2, of => [.. of[0].ToList().Where(item => item != of[1])]),
        List("Arrays.clear", 1, _ => []),
        new("Arrays.get", 2, 2, ExpressionKind.Any, of => At(of[0].ToList(), of[1])),
        List("Arrays.flatten", 1, null, of => [.. of.SelectMany(item => item.ToList()).SelectMany(item => item is List ? item.ToList() : [item])]),
        Truth("Arrays.contains", of => of[0].ToList().Contains(of[1])),
        new("Arrays.size", 1, 1, ExpressionKind.Number, of => new Number(of[0].ToList().Count)),
        new("Arrays.isEmpty", 1, 1, ExpressionKind.Truth, of => Of(of[0].ToList().Count == 0)),
        Text("Arrays.toCsvString", 1, of => of[0] is Null ? None : Joined(",", of[0].ToList())),

        new("Convert.toInt", 1, 1, ExpressionKind.Number, of => Number(of[0]) is { } number ? Integer(number) : None),
        new("Convert.toNum", 1, 1, ExpressionKind.Number, of => Number(of[0]) is { } number ? new Number(number) : None),
    ];

    private static readonly FrozenDictionary<string, ExpressionFunction> ByName = Known.ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);

    /// <summary>The function of this name, also of the deprecated ones without <c>String.</c>; null if there is none.</summary>
    public static ExpressionFunction? Find(string name) => ByName.GetValueOrDefault(
        name is "toUpperCase" or "toLowerCase" or "substringBefore" or "substringAfter" or "substring" ? "String." + name : name);

    /// <summary>The item at a position; null outside the list.</summary>
    public static ExpressionValue At(Sequence<ExpressionValue> items, ExpressionValue position) =>
        position is Number { Value: var at } && at >= 0 && at < items.Count && at == decimal.Truncate(at) ? items[(int)at] : None;

    private static ExpressionFunction Text(string name, int takes, Func<Sequence<ExpressionValue>, ExpressionValue> run) => Text(name, takes, takes, run);

    private static ExpressionFunction Text(string name, int least, int? most, Func<Sequence<ExpressionValue>, ExpressionValue> run) =>
        new(name, least, most, ExpressionKind.Text, run);

    private static ExpressionFunction Truth(string name, Func<Sequence<ExpressionValue>, bool> run) =>
        new(name, 2, 2, ExpressionKind.Truth, of => Of(run(of)));

    private static ExpressionFunction List(string name, int takes, Func<Sequence<ExpressionValue>, Sequence<ExpressionValue>> run) => List(name, takes, takes, run);

    private static ExpressionFunction List(string name, int least, int? most, Func<Sequence<ExpressionValue>, Sequence<ExpressionValue>> run) =>
        new(name, least, most, ExpressionKind.List, of => new List(run(of)));

    private static ExpressionValue Map(ExpressionValue value, Func<string, string> map) => value.ToText() is { } text ? Of(map(text)) : None;

    private static bool Both(Sequence<ExpressionValue> of, Func<string, string, bool> holds) =>
        of[0].ToText() is { } text && of[1].ToText() is { } other && holds(text, other);

    private static ExpressionValue Joined(string separator, IEnumerable<ExpressionValue> values)
    {
        var joined = new StringBuilder();
        var first = true;
        foreach (var value in values)
        {
            if (!first) joined.Append(separator);
            first = false;
            joined.Append(value.ToText());
            if (joined.Length > MaxMadeLength) return None;
        }

        return Of(joined.ToString());
    }

    private static ExpressionValue Replaced(Sequence<ExpressionValue> of, int times)
    {
        if (of[0].ToText() is not { } text) return None;
        if (of[1].ToText() is not { Length: > 0 } match) return Of(text);
        var replacement = of[2].ToText() ?? "";
        var replaced = new StringBuilder();
        var from = 0;
        while (times-- > 0 && text.IndexOf(match, from, StringComparison.Ordinal) is var at and >= 0)
        {
            replaced.Append(text, from, at - from).Append(replacement);
            from = at + match.Length;
            if (replaced.Length > MaxMadeLength) return None;
        }

        return Of(replaced.Append(text, from, text.Length - from).ToString());
    }

    // The first key that the input contains decides.
    private static ExpressionValue Switched(Sequence<ExpressionValue> of)
    {
        if (of[0].ToText() is not { } text) return of[1];
        for (var key = 2; key < of.Count; key += 2)
            if (of[key].ToText() is { } part && text.Contains(part, StringComparison.Ordinal)) return of[key + 1];
        return of[1];
    }

    private static ExpressionValue Substring(Sequence<ExpressionValue> of)
    {
        if (of[0].ToText() is not { } text || of[1] is not Number from || of[2] is not Number to) return None;
        var start = (int)Math.Clamp(from.Value, 0, text.Length);
        var end = (int)Math.Clamp(to.Value, 0, text.Length);
        return Of(start < end ? text[start..end] : "");
    }

    private static (string Before, string After)? Cut(string text, string? at) =>
        at is not null && text.IndexOf(at, StringComparison.Ordinal) is var index and >= 0 ? (text[..index], text[(index + at.Length)..]) : null;

    private static decimal? Number(ExpressionValue value) => value switch
    {
        Number number => number.Value,
        Text text when decimal.TryParse(text.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static ExpressionValue Integer(decimal number) =>
        decimal.Round(number, MidpointRounding.AwayFromZero) is >= int.MinValue and <= int.MaxValue and var integer ? new Number(integer) : None;
}
