using System.Globalization;
using Firebreak.Log.Events;
using Firebreak.Log.Scoping;

namespace Firebreak.Cli.Rendering;

/// <summary>An answer as one page that stands alone: the question, the numbers, the timeline, a bar a group.</summary>
internal static class AnswerPage
{
    private const int MaxTypes = 6;

    /// <summary>Writes the page.</summary>
    public static void Write(TextWriter to, ScopeOutcome scope)
    {
        var total = scope.Result.Answer.Total;
        var by = AnswerJson.Noun(scope.Result.Answer.By);
        var found = $"{Printable.Count(total.Events, "event")} in {Printable.Count(scope.Result.Answer.Groups.Length, by)}";
        Page.Write(to, $"Scope: {found}", () =>
        {
            to.Write($"<p class=\"mark\">Firebreak scope</p>\n<h1>{Printable.Html(total.Events == 0 ? "No event answers the question" : found)}</h1>\n");
            to.Write($"<p class=\"lead\">{Printable.Html(scope.Question.ToString())}</p>\n");
            if (total.Events > 0) WriteAnswer(to, scope.Result.Answer, by);
            to.Write("<h2>The question, in full</h2>\n");
            Page.WritePairs(to, PairsOf(scope.Question));
            WriteReading(to, scope);
        });
    }

    /// <summary>A question's parts, for people.</summary>
    public static IEnumerable<(string Name, string Text)> PairsOf(Question question)
    {
        yield return ("Window", (question.From, question.To) switch
        {
            (null, null) => "all times",
            ({ } from, null) => $"from {Question.Short(from)} on, UTC",
            (null, { } to) => $"before {Question.Short(to)}, UTC",
            ({ } from, { } to) => $"from {Question.Short(from)} to before {Question.Short(to)}, UTC",
        });
        foreach (var (option, values) in question.Lists)
        {
            var text = string.Join(", ", values);
            if (text.Length > 0) yield return (char.ToUpperInvariant(option[0]) + option[1..].Replace('-', ' '), text);
        }
    }

    private static void WriteAnswer(TextWriter to, Answer answer, string by)
    {
        var total = answer.Total;
        Page.WriteFacts(
            to,
            ("Events", Number(total.Events)),
            (Capital(Printable.Plural(by)), Number(answer.Groups.Length)),
            ("Actors", Number(total.Actors.Length)),
            ("Targets", Number(total.Targets.Length)),
            ("Sessions", Number(total.Sessions.Length)),
            ("Addresses", Number(total.Addresses.Length)));
        to.Write($"<p class=\"soft\">First {Time(total.First)}, last {Time(total.Last)}, UTC.</p>\n");
        Timeline.Write(to, answer.Minutes);
        WriteTypes(to, answer.Total);
        to.Write($"<h2>By {by}</h2>\n<div class=\"wide\" tabindex=\"0\"><table>\n<thead><tr><th>{Capital(by)}</th><th class=\"n\">Events</th><td></td><th>First, last (UTC)</th>"
            + "<th class=\"n\">Actors</th><th class=\"n\">Targets</th><th class=\"n\">Sessions</th><th class=\"n\">Addresses</th><th>What</th></tr></thead>\n<tbody>\n");
        var most = answer.Groups[0].Events;
        foreach (var group in answer.Groups) WriteRow(to, group, most);
        to.Write("</tbody></table></div>\n");
    }

    private static void WriteTypes(TextWriter to, AnswerGroup total)
    {
        to.Write("<h2>What was done</h2>\n<div class=\"wide\" tabindex=\"0\"><table>\n<thead><tr><th>Event type</th><th class=\"n\">Events</th><td></td></tr></thead>\n<tbody>\n");
        foreach (var type in total.Types)
            to.Write($"<tr><td class=\"id\">{Printable.Html(type.Name)}</td><td class=\"n\">{Number(type.Events)}</td><td class=\"bar\">{Bar(type.Events, total.Types[0].Events)}</td></tr>\n");
        to.Write("</tbody></table></div>\n");
    }

    private static void WriteRow(TextWriter to, AnswerGroup group, long most)
    {
        var name = group.Name.Length == 0 ? "<span class=\"soft\">none named</span>" : $"<span class=\"id\">{Printable.Html(group.Name)}</span>";
        if (group.Label.Length > 0) name += $"<br><span class=\"soft\">{Printable.Html(group.Label)}</span>";
        var types = group.Types.Take(MaxTypes).Select(type => $"{Printable.Html(type.Name)} {Number(type.Events)}").ToList();
        if (group.Types.Length > MaxTypes) types.Add($"{group.Types.Length - MaxTypes} more");
        to.Write($"<tr><td>{name}</td><td class=\"n\">{Number(group.Events)}</td><td class=\"bar\">{Bar(group.Events, most)}</td>"
            + $"<td class=\"t\">{Time(group.First)}<br>{Time(group.Last)}</td>"
            + $"<td class=\"n\">{Number(group.Actors.Length)}</td><td class=\"n\">{Number(group.Targets.Length)}</td><td class=\"n\">{Number(group.Sessions.Length)}</td><td class=\"n\">{Number(group.Addresses.Length)}</td>"
            + $"<td class=\"soft what\">{string.Join(", ", types)}</td></tr>\n");
    }

    private static void WriteReading(TextWriter to, ScopeOutcome scope)
    {
        var counts = scope.Result.Counts;
        to.Write("<h2>What was read</h2>\n");
        var pairs = new List<(string, string)> { ("Input", scope.Inputs), ("Lines", Number(counts.Read)) };
        if (scope.TrustedOrder) pairs.Add(("Order of keys trusted", $"{Number(counts.Passed)} lines checked by their beginning only"));
        pairs.Add(("Skipped", $"{Number(counts.Malformed)} malformed, {Number(counts.NotEvents)} not events"));
        if (scope.Proof is { } proof) pairs.Add(("Proof", proof.Says));
        Page.WritePairs(to, pairs);
        foreach (var problem in scope.Result.Unread) to.Write($"<div class=\"note\"><p>Not all was read: {Printable.Html(problem)}</p></div>\n");
        if (scope.Result.Skipped.IsEmpty) return;
        to.Write("<details><summary>The first lines that were skipped</summary>\n<ul>\n");
        foreach (var line in scope.Result.Skipped) to.Write($"<li>{Printable.Html($"{line.Input}, {line.Word} {line.Number}: {line.Problem}")}</li>\n");
        to.Write("</ul></details>\n");
    }

    private static string Bar(long value, long most) => $"<i style=\"width:{(100.0 * value / most).ToString("0.#", CultureInfo.InvariantCulture)}%\"></i>";

    private static string Time(Instant? time) => time is { } at ? at.ToString()[..19].Replace('T', ' ') : "";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
