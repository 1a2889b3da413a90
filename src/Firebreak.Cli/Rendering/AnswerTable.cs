using System.Globalization;
using Firebreak.Log.Events;
using Firebreak.Log.Scoping;

namespace Firebreak.Cli.Rendering;

/// <summary>An answer for a terminal: what was asked, what was read, what was found, a row a group.</summary>
internal static class AnswerTable
{
    private const int MinTypeWidth = 16;

    /// <summary>Writes the answer.</summary>
    /// <param name="width">The terminal's columns.</param>
    /// <param name="rows">How many groups to show.</param>
    public static void Write(TextWriter to, ScopeOutcome scope, int width, int rows)
    {
        WriteHead(to, scope, width);
        var groups = scope.Result.Answer.Groups;
        if (!groups.IsEmpty) WriteRows(to, scope.Result.Answer, width, rows);
        WriteSkipped(to, scope, width);
    }

    private static void WriteHead(TextWriter to, ScopeOutcome scope, int width)
    {
        var total = scope.Result.Answer.Total;
        var by = AnswerJson.Noun(scope.Result.Answer.By);
        Line(to, "Asked", scope.Question.ToString(), width);
        Line(to, "Read", ReadText(scope), width);
        Line(to, "Found", total.Events == 0
            ? "no event answers the question"
            : $"{Printable.Count(total.Events, "event")} in {Printable.Count(scope.Result.Answer.Groups.Length, by)}"
              + $", by {Printable.Count(total.Actors.Length, "actor")} on {Printable.Count(total.Targets.Length, "target")}"
              + $", {Printable.Count(total.Sessions.Length, "session")}, {Printable.Count(total.Addresses.Length, "address")}", width);
        if (total.First is { } first && total.Last is { } last) Line(to, "Between", $"{first} and {last}", width);
        if (scope.Proof is { } proof) Line(to, "Proof", proof.Says, width);
    }

    private static string ReadText(ScopeOutcome scope)
    {
        var counts = scope.Result.Counts;
        var text = $"{Printable.Count(counts.Read, "line")} of {scope.Inputs} in {scope.Elapsed.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)} s";
        if (scope.TrustedOrder) text += $"; order of keys trusted: {counts.Passed:N0} lines checked by their beginning only";
        if (counts.Malformed + counts.NotEvents > 0) text += $"; skipped {counts.Malformed:N0} malformed, {counts.NotEvents:N0} not events";
        return text;
    }

    private static void WriteRows(TextWriter to, Answer answer, int width, int rows)
    {
        var shown = answer.Groups.Take(rows).ToList();
        var by = AnswerJson.Noun(answer.By);
        var nameWidth = Math.Clamp(shown.Max(group => NameOf(group).Length), by.Length, Math.Max(20, width * 2 / 5));
        var head = $"{Capital(by).PadRight(nameWidth)}  {"Events",8}  {"First (UTC)",-19}  {"Last (UTC)",-19}  {"Actors",6} {"Targets",7} {"Sessions",8} {"Addresses",9}";
        var narrow = head.Length + 2 + MinTypeWidth > width;
        if (narrow) head = $"{Capital(by).PadRight(nameWidth)}  {"Events",8}  {"First (UTC)",-16}  {"Actors",6} {"Targets",7}";
        var typeWidth = width - head.Length - 2;
        to.WriteLine();
        to.WriteLine(typeWidth >= MinTypeWidth ? head + "  What" : head);
        foreach (var group in shown)
        {
            var name = Printable.Cut(NameOf(group), nameWidth).PadRight(nameWidth);
            var row = narrow
                ? $"{name}  {group.Events,8:N0}  {Minute(group.First),-16}  {group.Actors.Length,6:N0} {group.Targets.Length,7:N0}"
                : $"{name}  {group.Events,8:N0}  {Second(group.First),-19}  {Second(group.Last),-19}  {group.Actors.Length,6:N0} {group.Targets.Length,7:N0} {group.Sessions.Length,8:N0} {group.Addresses.Length,9:N0}";
            to.WriteLine(typeWidth >= MinTypeWidth ? row + "  " + Printable.Cut(TypesOf(group), typeWidth) : row);
        }

        if (answer.Groups.Length > shown.Count)
            to.WriteLine($"… and {Printable.Count(answer.Groups.Length - shown.Count, by)} more: --top all, or --format csv, json, html");
    }

    private static void WriteSkipped(TextWriter to, ScopeOutcome scope, int width)
    {
        if (scope.Result.Skipped.IsEmpty) return;
        to.WriteLine();
        to.WriteLine("Skipped, the first of them:");
        foreach (var line in scope.Result.Skipped)
            to.WriteLine(Printable.Cut($"  {line.Input}, {line.Word} {line.Number}: {line.Problem}", Math.Max(60, width)));
    }

    // A label and a text that may need several lines.
    private static void Line(TextWriter to, string label, string text, int width)
    {
        var room = Math.Max(40, width - 9);
        var rest = Printable.Text(text);
        while (rest.Length > room)
        {
            var cut = rest.LastIndexOf(' ', room);
            if (cut <= 0) cut = room;
            to.WriteLine($"{label,-9}{rest[..cut]}");
            rest = rest[cut..].TrimStart();
            label = "";
        }

        to.WriteLine($"{label,-9}{rest}");
    }

    private static string NameOf(AnswerGroup group) =>
        group.Name.Length == 0 ? "(none)" : group.Label.Length == 0 ? group.Name : $"{group.Name} {group.Label}";

    private static string TypesOf(AnswerGroup group) => string.Join(", ", group.Types.Select(type => $"{type.Name} {type.Events:N0}"));

    private static string Second(Instant? time) => time?.ToString()[..19].Replace('T', ' ') ?? "";

    private static string Minute(Instant? time) => time?.ToString()[..16].Replace('T', ' ') ?? "";

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
