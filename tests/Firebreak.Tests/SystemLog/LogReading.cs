using System.Text.Json;
using System.Text.RegularExpressions;
using Firebreak.SystemLog;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.SystemLog;

/// <summary>How the tests write to a log and read it, past its search.</summary>
internal static partial class LogReading
{
    /// <summary>Writes one event after another, each in a change of its own.</summary>
    public static async Task Write(this TestService service, params IEnumerable<string> messages)
    {
        foreach (var message in messages)
            await service.Store.Write<Done>(service.Caller, Permission.ManageUsers, tx =>
            {
                tx.Record(Event.Of(new EventType("user.account.update_profile", message), new EventTarget(message, "User", $"{message}@example.com", message)));
                return ValueTask.FromResult<Outcome<Done>>(Done.It);
            });
        await service.Placed();
    }

    /// <summary>Waits until everything acknowledged has its place.</summary>
    public static async Task Placed(this TestService service)
    {
        while (true)
        {
            await using var db = await service.Store.ReadAcross(TestContext.Current.CancellationToken);
            if (!await db.Any($"select 1 from intents limit 1")) return;
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The org's log as it is kept, in its order; a null for what was erased.</summary>
    public static async Task<List<(long Published, byte[]? Body)>> Log(this TestService service)
    {
        await using var db = await service.Store.Read(service.Org, TestContext.Current.CancellationToken);
        return await db.All($"select published, body from events where org_number = {service.Org.Number} order by idx", row => (row.Long(0), row.BytesOrNull(1)));
    }

    /// <summary>Waits until every full segment of the org is in the index.</summary>
    public static async Task Indexed(this TestService service)
    {
        await service.Placed();
        var size = (await service.Log()).Count;
        while (true)
        {
            await using (var db = await service.Store.Read(service.Org, TestContext.Current.CancellationToken))
                if (await LogIndex.End(db, service.Org.Number, size) == size / LogIndexSegment.Size * LogIndexSegment.Size) return;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Asks by HTTP; where the next page is, or null.</summary>
    public static async Task<(JsonElement[] Events, string? Next)> Ask(this TestService service, string url)
    {
        var (status, body, response) = await service.Send("GET", url);
        Assert.True(status == 200, $"{url}: {status} {body}");
        Assert.Contains(response.Headers.GetValues("Link"), link => link.EndsWith("rel=\"self\"", StringComparison.Ordinal));
        var next = response.Headers.GetValues("Link").Select(link => NextLink().Match(link)).FirstOrDefault(match => match.Success);
        return ([.. body.EnumerateArray()], next?.Groups[1].Value);
    }

    /// <summary>Follows a search by HTTP to its end.</summary>
    public static async Task<List<JsonElement>> AskAll(this TestService service, string url)
    {
        var all = new List<JsonElement>();
        for (string? next = url; next is not null;)
        {
            (var events, next) = await service.Ask(next);
            all.AddRange(events);
        }
        return all;
    }

    /// <summary>The names of their first targets.</summary>
    public static string[] Targets(this IEnumerable<JsonElement> events) => [.. events.Select(e => e.GetProperty("target")[0].GetProperty("displayName").GetString()!)];

    [GeneratedRegex("^<(.*)>; rel=\"next\"$")]
    private static partial Regex NextLink();
}
