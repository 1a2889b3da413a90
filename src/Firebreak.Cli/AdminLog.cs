using System.Text.Json;
using System.Text.Json.Nodes;
using Firebreak.Cli.Rendering;

namespace Firebreak.Cli;

/// <summary><c>firebreak admin log</c>: what takes entries out of an org's log.</summary>
internal static class AdminLog
{
    /// <summary>Erases entries, and says whether the copies that the service keeps followed.</summary>
    public static ExitCode Erase(Arguments args, OperatorClient client)
    {
        var body = AdminCommand.Body(("userId", args.One("--user")), ("indexes", args.One("--indexes")), ("reason", args.One("--reason") ?? throw CommandException.Usage("--reason TEXT is missing.")));
        body["dryRun"] = JsonValue.Create(!args.Has("--yes"));
        var answer = client.Send(HttpMethod.Post, $"orgs/{AdminCommand.Org(args)}/erasures", body);
        if (args.Has("--json")) return AdminCommand.Print(args, answer);
        var count = answer.GetProperty("count").GetInt64();
        Console.Out.WriteLine(args.Has("--yes")
            ? $"{Printable.Count(count, "entry")} erased: {answer.GetProperty("indexes").GetString()}. Their hashes stay; the log says who ordered it and why.{Environment.NewLine}{Followed(answer.GetProperty("check"))}"
            : $"This would erase {Printable.Count(count, "entry")}: {answer.GetProperty("indexes").GetString()}. It cannot be undone. Say --yes to do it.");
        return ExitCode.Ok;
    }

    private static string Followed(JsonElement check) => check.GetProperty("done").GetBoolean()
        ? $"Checked: no bytes of them are stored, all {check.GetProperty("hashes").GetInt64()} hashes are there, and the search index holds nothing of them ({Printable.Count(check.GetProperty("indexSegments").GetInt64(), "segment")})."
        : $"NOT all followed: {check.GetProperty("bodies").GetInt64()} of them still have bytes, {check.GetProperty("staleSegments").GetInt64()} segments of the search index are old. Say it again.";

    /// <summary>Shows or sets how long entries are kept. What is dropped never comes back, so days are asked about first; for ever drops nothing.</summary>
    public static ExitCode Retain(Arguments args, OperatorClient client)
    {
        var path = $"orgs/{AdminCommand.Org(args)}/retention";
        if (args.One("--days") is not { } said) return ShowRetention(args, client.Send(HttpMethod.Get, path));
        JsonNode? days = said == "ever" ? null : long.TryParse(said, out var number) ? JsonValue.Create(number) : throw CommandException.Usage($"--days takes a whole number or \"ever\", not {said}.");
        var isDry = days is not null && !args.Has("--yes");
        var answer = client.Send(HttpMethod.Put, path, new JsonObject { ["days"] = days, ["dryRun"] = isDry });
        if (!isDry || args.Has("--json")) return ShowRetention(args, answer);
        Console.Out.WriteLine($"This would keep entries of {Printable.Text(args.One("--org")!)} for {Printable.Count(answer.GetProperty("days").GetInt64(), "day")} and, within the hour, drop {Printable.Count(answer.GetProperty("wouldDrop").GetInt64(), "entry")} for good; their hashes stay. Say --yes to do it.");
        return ExitCode.Ok;
    }

    private static ExitCode ShowRetention(Arguments args, JsonElement answer)
    {
        if (args.Has("--json")) return AdminCommand.Print(args, answer);
        var days = answer.GetProperty("days");
        var kept = days.ValueKind == JsonValueKind.Null ? "for ever" : $"for {Printable.Count(days.GetInt64(), "day")}";
        Console.Out.WriteLine($"Entries are kept {kept}; {Printable.Count(answer.GetProperty("firstKept").GetInt64(), "entry")} dropped so far.");
        return ExitCode.Ok;
    }
}
