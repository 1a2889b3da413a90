using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Server.Hosting;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Server.Api;

/// <summary>
/// What the operator does with orgs, under the operator org's own address: docs/operator-api.md. Everything here needs
/// <see cref="Permission.Operate"/>, which exists in the operator org alone.
/// </summary>
internal static class OperatorEndpoints
{
    private const int MostOrgsAtOnce = 1000;

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.Operate, "GET", "/operator/v1/orgs", List),
        ApiRoute.For(Permission.Operate, "POST", "/operator/v1/orgs", Create),
        ApiRoute.For(Permission.Operate, "GET", "/operator/v1/orgs/{name}", Get),
        ApiRoute.For(Permission.Operate, "POST", "/operator/v1/orgs/{name}/suspend", call => SetStatus(call, OrgStatus.Suspended)),
        ApiRoute.For(Permission.Operate, "POST", "/operator/v1/orgs/{name}/activate", call => SetStatus(call, OrgStatus.Active)),
        ApiRoute.For(Permission.Operate, "POST", "/operator/v1/orgs/{name}/tokens", CreateToken),
        ApiRoute.For(Permission.Operate, "POST", "/operator/v1/orgs/{name}/users", CreateUser),
        ApiRoute.For(Permission.Operate, "POST", "/operator/v1/orgs/{name}/keys/rotate", RotateKey),
        ApiRoute.For(Permission.Operate, "POST", "/operator/v1/orgs/{name}/erasures", Erase),
        ApiRoute.For(Permission.Operate, "GET", "/operator/v1/orgs/{name}/retention", call => WithOrg(call, org => RetentionEndpoints.Show(call, org))),
        ApiRoute.For(Permission.Operate, "PUT", "/operator/v1/orgs/{name}/retention", call => WithOrg(call, org => RetentionEndpoints.Set(call, call.Caller.In(org), otherwiseDry: true))),
        ApiRoute.For(Permission.Operate, "POST", "/operator/v1/backups", BackUp),
        ApiRoute.For(Permission.Operate, "POST", "/operator/v1/clock/accept", AcceptClock),
    ];

    private static async Task List(Call call)
    {
        var limit = call.Limit(200, MostOrgsAtOnce);
        if (limit.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        await using var db = await call.Store.ReadAcross(call.Aborted);
        var orgs = await OrgTable.List(db, call.Query("after") ?? "", limit.Value);
        call.Link(orgs.Count == limit.Value ? orgs[^1].Name : null);
        await call.AnswerList(orgs, (json, org) => Write(json, org, call));
    }

    private static async Task Create(Call call)
    {
        var body = await call.Body();
        if (body.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        var created = await Orgs.Create(call.Store, call.Caller, Text(body.Value, "name") ?? "", Text(body.Value, "label"), call.Aborted);
        await call.Answer(created, org => call.Answer(201, json => Write(json, org, call)));
    }

    private static Task Get(Call call) => WithOrg(call, org => call.Answer(200, json => Write(json, org, call)));

    private static Task SetStatus(Call call, OrgStatus status) => WithOrg(call, async org =>
        await call.Answer(await Orgs.SetStatus(call.Store, call.Caller, org.Id, status, call.Aborted), changed => call.Answer(200, json => Write(json, changed, call))));

    // A token of its own program user, which holds the role; the secret is in this answer and nowhere else.
    private static Task CreateToken(Call call) => WithOrg(call, async org =>
    {
        var body = await call.Body();
        if (body.Refusal is { } unreadable)
        {
            await call.Refuse(unreadable);
            return;
        }
        var name = Text(body.Value, "name") ?? "token";
        if (!Enum.TryParse<RoleType>(Text(body.Value, "role") ?? "SUPER_ADMIN", out var role))
        {
            await call.Refuse(Refusal.Invalid("role", $"role: One of {string.Join(", ", Enum.GetNames<RoleType>())}."));
            return;
        }
        var caller = call.Caller.In(org);
        var user = await ServiceUsers.Create(call.Store, caller, role.ToString().ToLowerInvariant(), role, call.Aborted);
        if (user.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        var made = await Tokens.Create(call.Store, caller, user.Value.Id, name, ct: call.Aborted);
        await call.Answer(made, token => call.Answer(201, json =>
        {
            json.WriteStartObject();
            json.WriteString("id"u8, token.Token.Id);
            json.WriteString("name"u8, name);
            json.WriteString("role"u8, role.ToString());
            json.WriteString("userId"u8, token.Token.UserId);
            json.WriteString("org"u8, org.Name);
            json.WriteString("url"u8, call.UrlOf(org));
            json.WriteString("hostUrl"u8, call.HostUrlOf(org));
            json.WriteString("token"u8, token.Secret);
            json.WriteEndObject();
        }));
    });

    private static Task CreateUser(Call call) => WithOrg(call, async org =>
    {
        var body = await call.Body();
        if (body.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        if (!body.Value.TryGetProperty("profile", out var profile) || profile.ValueKind != JsonValueKind.Object)
        {
            await call.Refuse(Refusal.BadBody("profile: An object is expected."));
            return;
        }
        var created = await Users.Create(call.Store, call.Caller.In(org), profile, call.Flag("activate", true), call.Aborted);
        await call.Answer(created, user => call.Answer(201, json => UserJson.Write(json, user, call.UrlOf(org), inList: true)));
    });

    private static Task RotateKey(Call call) => WithOrg(call, async org =>
        await call.Answer(await LogKeys.Rotate(call.Store, call.Caller.In(org), org, call.Aborted), key => call.Answer(200, json =>
        {
            json.WriteStartObject();
            json.WriteString("org"u8, org.Name);
            json.WriteString("id"u8, key.Id);
            json.WriteString("vkey"u8, key.Verifier.ToString());
            json.WriteEndObject();
        })));

    private static Task Erase(Call call) => WithOrg(call, org => ErasureEndpoints.Erase(call, call.Caller.In(org)));

    // The folder is on the service's machine; what is written there verifies, or the answer says why not.
    private static async Task BackUp(Call call)
    {
        var body = await call.Body();
        if (body.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        if (Text(body.Value, "folder") is not { Length: > 0 } folder || !Path.IsPathFullyQualified(folder))
        {
            await call.Refuse(Refusal.Invalid("folder", "folder: The full path of a folder on the service's machine is expected."));
            return;
        }
        try
        {
            var made = await Backup.Make(call.Store, folder, call.Settings.MasterKeyPath, call.Aborted);
            await call.Store.Record(call.Caller, Event.Of(AccessEvents.BackupMade).With("folder", made.Folder));
            await call.Answer(201, json =>
            {
                json.WriteStartObject();
                json.WriteString("folder"u8, made.Folder);
                json.WriteNumber("orgs"u8, made.Check.Orgs);
                json.WriteNumber("entries"u8, made.Check.Entries);
                json.WriteNumber("epochs"u8, made.Check.Epochs);
                json.WriteEndObject();
            });
        }
        catch (Exception e) when (e is BackupException or IOException or UnauthorizedAccessException)
        {
            await call.Refuse(Refusal.Invalid("folder", e.Message));
        }
    }

    private static async Task AcceptClock(Call call)
    {
        call.Store.AcceptClock();
        await call.Store.Record(call.Caller, Event.Of(AccessEvents.ClockAccepted));
        await call.AnswerNothing();
    }

    private static async Task WithOrg(Call call, Func<Org, Task> then)
    {
        Org? org;
        await using (var db = await call.Store.ReadAcross(call.Aborted)) org = await OrgTable.FindByName(db, call.Path("name"));
        await (org is null ? call.Refuse(Refusal.NotFound(call.Path("name"), "Org")) : then(org));
    }

    private static void Write(Utf8JsonWriter json, Org org, Call call)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, org.Id);
        json.WriteString("name"u8, org.Name);
        json.WriteString("label"u8, org.Label);
        json.WriteString("status"u8, org.Status == OrgStatus.Active ? "ACTIVE"u8 : "SUSPENDED"u8);
        json.WriteString("created"u8, Times.Show(org.CreatedMicros));
        json.WriteString("url"u8, call.UrlOf(org));
        json.WriteString("hostUrl"u8, call.HostUrlOf(org));
        json.WriteEndObject();
    }

    private static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
