using System.Globalization;
using Firebreak.Log.Events;
using Firebreak.Log.Scoping;

namespace Firebreak.Cli.Rendering;

/// <summary>The pages of reports: what one customer is given, and the list of them for whoever gives.</summary>
internal static class ReportPages
{
    /// <summary>Writes one group's page.</summary>
    /// <param name="lines">Its events in time order.</param>
    /// <param name="claim">What the bundle beside the page proves; empty where there is none.</param>
    public static void Write(TextWriter to, ScopeOutcome scope, AnswerGroup group, List<byte[]> lines, string claim)
    {
        var by = AnswerJson.Noun(scope.Result.Answer.By);
        var name = group.Name.Length == 0 ? "(none named)" : group.Name;
        Page.Write(to, $"What was done in {by} {name}", () =>
        {
            to.Write($"<p class=\"mark\">Firebreak report</p>\n<h1>What was done in {by} <span class=\"id\">{Printable.Html(name)}</span></h1>\n");
            to.Write($"<p class=\"lead\">{Printable.Count(group.Events, "event")} by {Printable.Count(group.Actors.Length, "actor")}"
                + $" on {Printable.Count(group.Targets.Length, "target")}, {group.First?.ToString()[..16].Replace('T', ' ')} to {group.Last?.ToString()[..16].Replace('T', ' ')}, UTC.</p>\n");
            if (claim.Length > 0)
                to.Write($"<div class=\"note\"><p>{Printable.Html(claim)}</p><p>Check it yourself: <code>firebreak verify THIS-FOLDER --vkey KEY</code>, with the log's verifier key from a source other than this report.</p></div>\n");
            to.Write("<h2>What was asked</h2>\n");
            Page.WritePairs(to, AnswerPage.PairsOf(scope.Question));
            WriteWho(to, "Who did it", group.Actors);
            WriteEvents(to, lines);
            WriteWho(to, "To whom, or to what", group.Targets);
            WriteAdvice(to, group);
            to.Write("<footer>The events themselves, one a line, are in <a href=\"events.ndjson\">events.ndjson</a>"
                + (claim.Length > 0 ? "; what proves them is in <a href=\"bundle.json\">bundle.json</a>. This page is made from them and proves nothing by itself." : ".")
                + "</footer>\n");
        });
    }

    /// <summary>Writes the page that lists all reports.</summary>
    public static void WriteIndex(TextWriter to, ScopeOutcome scope, List<(AnswerGroup Group, string Folder)> reports)
    {
        var by = AnswerJson.Noun(scope.Result.Answer.By);
        Page.Write(to, $"{Printable.Count(reports.Count, "report")}", () =>
        {
            to.Write($"<p class=\"mark\">Firebreak reports</p>\n<h1>{Printable.Count(reports.Count, "report")}</h1>\n<p class=\"lead\">{Printable.Html(scope.Question.ToString())}</p>\n");
            if (scope.Proof is { } proof) to.Write($"<div class=\"note\"><p>{Printable.Html(proof.Says)}</p></div>\n");
            to.Write($"<div class=\"wide\" tabindex=\"0\"><table>\n<thead><tr><th>{char.ToUpperInvariant(by[0])}{by[1..]}</th><th class=\"n\">Events</th><th>First (UTC)</th><th>Last (UTC)</th></tr></thead>\n<tbody>\n");
            foreach (var (group, folder) in reports)
            {
                to.Write($"<tr><td><a class=\"id\" href=\"{Printable.Html(folder)}/index.html\">{Printable.Html(group.Name.Length == 0 ? "(none named)" : group.Name)}</a></td>"
                    + $"<td class=\"n\">{Number(group.Events)}</td><td class=\"t\">{group.First}</td><td class=\"t\">{group.Last}</td></tr>\n");
            }

            to.Write("</tbody></table></div>\n<footer>Each folder is whole in itself and holds no other's events: it can be given away as it is. This page names them all: keep it.</footer>\n");
        });
    }

    private static void WriteWho(TextWriter to, string title, IEnumerable<AnswerValue> values)
    {
        to.Write($"<h2>{title}</h2>\n<ul class=\"who\">\n");
        foreach (var value in values)
            to.Write($"<li><span class=\"id\">{Printable.Html(value.Id)}</span>{(value.Label.Length > 0 ? " " + Printable.Html(value.Label) : "")}</li>\n");
        to.Write("</ul>\n");
    }

    private static void WriteEvents(TextWriter to, List<byte[]> lines)
    {
        to.Write("<h2>What was done, in order of time</h2>\n<div class=\"wide\" tabindex=\"0\"><table>\n<thead><tr><th>Time (UTC)</th><th>What</th><th>By</th><th>To</th><th>Outcome</th><th>From</th></tr></thead>\n<tbody>\n");
        var reader = new EventReader();
        foreach (var line in lines)
        {
            if (reader.Read(line, out var read, out _) != LineKind.Event) continue;
            to.Write($"<tr><td class=\"t\">{read.Published.ToString()[..19].Replace('T', ' ')}</td>"
                + $"<td><span class=\"id\">{Printable.Html(read.EventType.ToString())}</span><br><span class=\"soft\">{Printable.Html(read.DisplayMessage.ToString())}</span></td>"
                + $"<td>{Printable.Html(Named(read.ActorAlternateId, read.ActorId))}</td><td>");
            for (var i = 0; i < read.TargetCount; i++)
            {
                var target = read.Target(i);
                to.Write($"{(i > 0 ? "<br>" : "")}{Printable.Html(Named(target.AlternateId, target.Id))} <span class=\"soft\">{Printable.Html(target.Type.ToString())}</span>");
            }

            to.Write($"</td><td>{Printable.Html(read.OutcomeResult.ToString())}</td><td>{Printable.Html(read.ClientIpAddress.ToString())}<br><span class=\"soft\">{Printable.Html(read.ClientCountry.ToString())}</span></td></tr>\n");
        }

        to.Write("</tbody></table></div>\n");
    }

    // What to do follows from what was done; advice for what did not happen would only frighten.
    private static void WriteAdvice(TextWriter to, AnswerGroup group)
    {
        to.Write("<h2>What to do</h2>\n<ul>\n");
        foreach (var advice in Advice.For([.. group.Types.Select(type => type.Name)])) to.Write($"<li>{Printable.Html(advice)}</li>\n");
        to.Write("</ul>\n");
    }

    private static string Named(JsonText name, JsonText id) => name.IsEmpty ? id.ToString() : name.ToString();

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
