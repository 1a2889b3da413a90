using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Clients.Replay;

/// <summary>
/// Exchanges recorded with real Okta orgs, sent to an org of ours: each cassette against a fresh one. What is compared is the status, and the
/// shape of the body. The shares that must agree are of all exchanges; what does not agree stands in Golden/replay.txt, with its reason.
/// </summary>
public sealed class ReplayTests
{
    private const double LeastStatuses = 0.95, LeastShapes = 0.90;

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task What_real_orgs_answered_is_what_is_answered_here(Engine engine)
    {
        await using var service = await TestService.Start(engine);
        List<Replayed> all = [];
        foreach (var (chunk, number) in Recordings.All.Chunk(4).Select((chunk, number) => (chunk, number)))
            foreach (var rows in await Task.WhenAll(chunk.Select((cassette, i) => Replay(service, cassette.Exchanges, $"r{number}-{i}")))) all.AddRange(rows);
        Golden.Check("replay.txt", Report(all));
        Assert.True(all.Count(row => row.StatusAgrees) >= LeastStatuses * all.Count, $"{all.Count(row => row.StatusAgrees)} of {all.Count} statuses agree.");
        Assert.True(all.Count(row => row.ShapeAgrees) >= LeastShapes * all.Count, $"{all.Count(row => row.ShapeAgrees)} of {all.Count} shapes agree.");
    }

    private static async Task<List<Replayed>> Replay(TestService service, IReadOnlyList<Exchange> cassette, string name)
    {
        var org = await service.NewOrg(name);
        var (client, token) = await service.NewClient(org, RoleType.SUPER_ADMIN);
        using var admin = client;
        using var folder = new Reading.TempFolder();
        var (input, output) = (Path.Combine(folder.Path, "in.ndjson"), Path.Combine(folder.Path, "out.json"));
        var prepared = await Preparing.Prepare(service, org, admin, cassette);
        var reasons = Recordings.Reasons(cassette, prepared.Keys);
        foreach (var exchange in cassette.Where(Restoring.IsMissing)) exchange.Raw["reqBody"] = Restoring.Body(exchange, $"{service.Address}/o/{name}");
        await File.WriteAllLinesAsync(input, cassette.Select(exchange => prepared.Aggregate(exchange.Raw.ToJsonString(), (text, id) => text.Replace(id.Key, id.Value, StringComparison.Ordinal))));
        var tool = Path.Combine(SharedData.Repository, "..", "shared", "tools", "replay.mjs");
        using var node = Process.Start(new ProcessStartInfo("node", [tool, input, $"{service.Address}/o/{name}", token, $"--json={output}"]) { RedirectStandardOutput = true })!;
        await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        using var answer = JsonDocument.Parse(await File.ReadAllBytesAsync(output, TestContext.Current.CancellationToken));
        var rows = answer.RootElement.GetProperty("rows").EnumerateArray().ToDictionary(row => row.GetProperty("seq").GetInt32());
        return [.. cassette.Select((exchange, i) => (exchange, reason: reasons[i])).Where(step => rows.ContainsKey(step.exchange.Seq)).Select(step =>
        {
            var row = rows[step.exchange.Seq];
            var status = row.GetProperty("got").GetInt32();
            var agrees = status == step.exchange.Status;
            var shape = row.GetProperty("diff").EnumerateArray().Select(found => found.GetString()!).ToList();
            return new Replayed(step.exchange, row.GetProperty("tmpl").GetString()!, status, agrees, agrees && shape.Count == 0, agrees ? string.Join("; ", shape) : "", step.reason ?? Known(step.exchange, status));
        })];
    }

    // Disagreements that a person has looked at: a pattern of "recording METHOD path recorded>got", and the reason.
    private static string? Known(Exchange exchange, int got) => Looked
        .FirstOrDefault(known => known.Pattern.IsMatch($"{exchange.Name} {exchange.Seq} {exchange.Method} {exchange.Path} {exchange.Status}>{got}")).Reason;

    private static readonly IReadOnlyList<(Regex Pattern, string Reason)> Looked =
    [
        .. File.ReadLines(Path.Combine(SharedData.Repository, "tests", "Firebreak.Tests", "Golden", "replay-reasons.tsv"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('\t'))
            .Select(columns => (new Regex(columns[0], RegexOptions.None, TimeSpan.FromSeconds(1)), columns[1])),
    ];

    private static string Report(List<Replayed> all)
    {
        var text = new StringBuilder("recordings                                exchanges  status   shape | disagree  with a reason\n");
        foreach (var group in all.GroupBy(row => row.Exchange.Group).OrderBy(group => group.Key, StringComparer.Ordinal)) Line(text, group.Key, [.. group]);
        Line(text, "all", all);
        text.Append("\nDisagree without a reason\n");
        foreach (var row in all.Where(row => row.Reason is null && !row.ShapeAgrees)) text.Append(row.Line);
        foreach (var reason in all.Where(row => row.Reason is not null && !row.ShapeAgrees).GroupBy(row => row.Reason!).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{char.ToUpperInvariant(reason.Key[0])}{reason.Key[1..]}: {reason.Count()}\n");
            foreach (var row in reason) text.Append(row.Line);
        }
        return text.ToString();
    }

    private static void Line(StringBuilder text, string name, List<Replayed> rows)
    {
        var disagree = rows.Where(row => !row.ShapeAgrees).ToList();
        text.Append(CultureInfo.InvariantCulture, $"{name,-42}{rows.Count,9}{Share(rows, row => row.StatusAgrees)}{Share(rows, row => row.ShapeAgrees)} |{disagree.Count,9}{disagree.Count(row => row.Reason is not null),15}\n");
    }

    private static string Share(List<Replayed> rows, Func<Replayed, bool> agrees) => (100.0 * rows.Count(agrees) / rows.Count).ToString("0.0", CultureInfo.InvariantCulture).PadLeft(7) + "%";

    private sealed record Replayed(Exchange Exchange, string Template, int Got, bool StatusAgrees, bool ShapeAgrees, string Difference, string? Reason)
    {
        public string Line => $"  {Exchange.Name} {Exchange.Seq} {Template} {Exchange.Status}{(StatusAgrees ? "" : $" got {Got}")} {Difference}".TrimEnd() + "\n";
    }
}
