using System.Text;
using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Log.Live;
using Firebreak.SystemLog;
using Firebreak.Tests.Directory;
using Firebreak.Tests.Pages;
using Firebreak.Tests.Service;
using Firebreak.Tests.SystemLog;
using Xunit;

namespace Firebreak.Tests.Upgrades;

/// <summary>What somebody remembers of a store that was filled by an earlier version: enough to serve it, to ask for what was in it, and to check its log.</summary>
/// <param name="Schema">The number of the store's schema.</param>
/// <param name="MasterKey">The text of its master key, which guards nothing but this.</param>
/// <param name="Token">A token of a super administrator of the org, which never runs out.</param>
/// <param name="Vkey">The verifier key of the org's log, as somebody pinned it.</param>
/// <param name="Seen">What the last look at the log left; entries came after it.</param>
/// <param name="Users">Every user's status by id.</param>
/// <param name="Groups">Every group's members by its id.</param>
/// <param name="Apps">Every app's users by its id.</param>
/// <param name="Tokens">The ids of all tokens.</param>
/// <param name="PasswordOf">A user whose password is <see cref="UserFixture.Password"/>.</param>
public sealed record FilledStore(
    long Schema, string MasterKey, string OrgId, string Token, string Vkey, JsonElement Seen, SortedDictionary<string, string> Users,
    SortedDictionary<string, string[]> Groups, SortedDictionary<string, string[]> Apps, string[] Tokens, string PasswordOf)
{
    private static readonly JsonSerializerOptions Shown = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The last look, as it is kept in a file.</summary>
    internal SeenLog LastLook() => SeenLog.TryParse(Encoding.UTF8.GetBytes(Seen.GetRawText()), out var seen) ? seen : throw new InvalidDataException("The last look is not in the form.");

    internal static FilledStore Read(string file) => JsonSerializer.Deserialize<FilledStore>(File.ReadAllText(file))!;

    internal void Write(string file) => File.WriteAllText(file, JsonSerializer.Serialize(this, Shown) + "\n");

    /// <summary>What stands in a service's store now.</summary>
    internal static async Task<FilledStore> Of(TestService service, long schema, string masterKey, string passwordOf, SeenLog seen)
    {
        var users = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var user in (await service.Send("GET", """api/v1/users?limit=200&search=status+pr""")).Body.EnumerateArray()) users[Id(user)] = user.GetProperty("status").GetString()!;
        var (groups, apps) = (new SortedDictionary<string, string[]>(StringComparer.Ordinal), new SortedDictionary<string, string[]>(StringComparer.Ordinal));
        foreach (var group in await service.AllIds("api/v1/groups")) groups[group] = [.. (await service.AllIds($"api/v1/groups/{group}/users")).Order(StringComparer.Ordinal)];
        foreach (var app in await service.AllIds("api/v1/apps")) apps[app] = [.. (await service.AllIds($"api/v1/apps/{app}/users")).Order(StringComparer.Ordinal)];
        var tokens = (await service.AllIds("api/v1/api-tokens")).Order(StringComparer.Ordinal);
        return new FilledStore(
            schema, masterKey, service.Org.Id, service.Token, LiveLogs.KeyAt(service.Client, "log/vkey").ToString(),
            JsonDocument.Parse(seen.ToJson()).RootElement, users, groups, apps, [.. tokens], passwordOf);
    }

    /// <summary>Fills a new store through its doors, with something of each kind that is kept.</summary>
    internal static async Task<FilledStore> Fill(TestService service, long schema, string masterKey)
    {
        var caller = Caller.Service(service.Org);
        var admin = (await ServiceUsers.Create(service.Store, caller, "keeper", RoleType.SUPER_ADMIN)).Value;
        // Unlike other tokens it stays good for ever.
        var (_, secret) = (await Firebreak.Directory.Tokens.Create(service.Store, caller, admin.Id, "keeper", unusedFor: null)).Value;
        service.Use(service.Org, secret);

        await service.Does(200, "POST", "api/v1/meta/schemas/user/default", """{"definitions":{"custom":{"id":"#custom","type":"object","properties":{"badge":{"title":"Badge","type":"string"}}}}}""");
        var ada = await UserFixture.Make(service, "ada@example.com", ",\"department\":\"Sales\",\"badge\":\"A-1\"", "?activate=true", "," + UserFixture.PasswordBody[1..^1]);
        var bob = await UserFixture.Make(service, "bob@example.com", ",\"department\":\"Sales\"", "?activate=true", "," + UserFixture.PasswordBody[1..^1]);
        var carol = await UserFixture.Make(service, "carol@example.com", "", "?activate=true", "," + UserFixture.PasswordBody[1..^1]);
        await UserFixture.Make(service, "dan@example.com");
        var erin = await UserFixture.Make(service, "erin@example.com");
        var gone = await UserFixture.Make(service, "gone@example.com");
        await service.Does(200, "POST", $"api/v1/users/{bob}/lifecycle/suspend");
        await service.Does(200, "POST", $"api/v1/users/{erin}/lifecycle/deactivate");
        await service.Does(204, "DELETE", $"api/v1/users/{gone}");
        await service.Does(204, "DELETE", $"api/v1/users/{gone}");

        var (sales, byHand) = (await service.NewGroup("Sales"), await service.NewGroup("Chosen"));
        var rule = await service.NewRule("by department", "user.department==\"Sales\"", sales);
        await service.Does(204, "POST", $"api/v1/groups/rules/{rule}/lifecycle/activate");
        foreach (var member in new[] { ada, carol }) await service.Does(204, "PUT", $"api/v1/groups/{byHand}/users/{member}");
        await service.Does(201, "POST", $"api/v1/groups/{byHand}/owners", $$"""{"id":"{{carol}}","type":"USER"}""");
        await service.Does(201, "POST", $"api/v1/users/{carol}/roles", """{"type":"HELP_DESK_ADMIN"}""");
        await service.Does(204, "PUT", $"api/v1/users/{carol}/roles/{RoleAssignment.Encoded(RoleType.HELP_DESK_ADMIN)}/targets/groups/{byHand}");
        await service.Does(200, "POST", $"api/v1/users/{carol}/credentials/change_password", $$$"""{"oldPassword":{"value":"{{{UserFixture.Password}}}"},"newPassword":{"value":"Another2zebra"}}""");
        await service.Does(200, "POST", $"api/v1/users/{carol}/lifecycle/reset_password?sendEmail=false");
        using (var browser = new Browser(service, service.Org.Name))
        {
            Assert.Equal(401, (await browser.SignIn("ada@example.com", "wrong")).Status);
            Assert.Equal(303, (await browser.SignIn("ada@example.com", UserFixture.Password)).Status);
            Assert.Equal(401, (await browser.SignIn("ada@example.com", "wrong")).Status);
        }
        foreach (var app in new[] { AppContract.Bookmark, AppContract.Client })
        {
            var made = Id((await service.Send("POST", "api/v1/apps", app)).Body);
            await service.Does(200, "POST", $"api/v1/apps/{made}/users", $$"""{"id":"{{ada}}","scope":"USER"}""");
            await service.Does(200, "PUT", $"api/v1/apps/{made}/groups/{byHand}", "{}");
        }

        var other = await service.NewOrg("other");
        await Retention.Set(service.Store, Caller.Service(other), 3650);
        await LogKeys.Rotate(service.Store, Caller.Service(service.OperatorOrg), service.Org);
        await LiveLogs.Append(service.Store, service.Org, 240);
        LiveLogs.Look(service);
        await service.Does(200, "POST", "log/erasures", $$"""{"userId":"{{gone}}","reason":"as was asked for","dryRun":false}""");
        await LiveLogs.Placed(service.Store);
        var seen = LiveLogs.Look(service).Seen;
        Assert.True(seen.Log.Checkpoint.Size > LogNodes.Width);
        await LiveLogs.Append(service.Store, service.Org, 5);
        await LiveLogs.Placed(service.Store);
        return await Of(service, schema, masterKey, ada, seen);
    }

    private static string Id(JsonElement thing) => thing.GetProperty("id").GetString()!;
}
