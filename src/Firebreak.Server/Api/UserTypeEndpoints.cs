using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Server.Hosting;

namespace Firebreak.Server.Api;

/// <summary>User types. Source: Okta, User Types API.</summary>
internal static class UserTypeEndpoints
{
    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ReadSchemas, "GET", "/api/v1/meta/types/user", List),
        ApiRoute.For(Permission.ManageSchemas, "POST", "/api/v1/meta/types/user", Create),
        ApiRoute.For(Permission.ReadSchemas, "GET", "/api/v1/meta/types/user/{id}", Get),
        ApiRoute.For(Permission.ManageSchemas, "POST", "/api/v1/meta/types/user/{id}", Update),
        ApiRoute.For(Permission.ManageSchemas, "PUT", "/api/v1/meta/types/user/{id}", Replace),
        ApiRoute.For(Permission.ManageSchemas, "DELETE", "/api/v1/meta/types/user/{id}", Delete),
    ];

    private static async Task List(Call call)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        await call.AnswerList(await UserTypeTable.List(db, call.Org.Id), (json, type) => UserTypeJson.Write(json, type, call.BaseUrl));
    }

    private static async Task Get(Call call)
    {
        var id = call.Path("id");
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await UserTypeTable.Find(db, call.Org.Id, id) is not { } type) await call.Refuse(UserTypes.NotFound(id));
        else await Answer(call, type);
    }

    private static async Task Create(Call call)
    {
        var read = await Read(call);
        if (read.Refusal is { } refusal) await call.Refuse(refusal);
        else if (read.Value is not { Name: { } name, DisplayName: { } displayName }) await call.Refuse(Missing(read.Value));
        else await call.Answer(await UserTypes.Create(call.Store, call.Caller, name, displayName, read.Value.Description, call.Aborted), type => Answer(call, type));
    }

    // A partial update: what is not sent stays.
    private static async Task Update(Call call)
    {
        var read = await Read(call);
        if (read.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        var sent = read.Value;
        var updated = await UserTypes.Update(
            call.Store, call.Caller, call.Path("id"), sent.Name, known => (sent.DisplayName ?? known.DisplayName, sent.HasDescription ? sent.Description : known.Description), call.Aborted);
        await call.Answer(updated, type => Answer(call, type));
    }

    private static async Task Replace(Call call)
    {
        var read = await Read(call);
        if (read.Refusal is { } refusal) await call.Refuse(refusal);
        else if (read.Value is not { Name: { } name, DisplayName: { } displayName, HasDescription: true, Description: var description }) await call.Refuse(Missing(read.Value, alsoDescription: true));
        else await call.Answer(await UserTypes.Update(call.Store, call.Caller, call.Path("id"), name, _ => (displayName, description), call.Aborted), type => Answer(call, type));
    }

    private static async Task Delete(Call call) =>
        await call.Answer(await UserTypes.Delete(call.Store, call.Caller, call.Path("id"), call.Aborted), _ => call.AnswerNothing());

    private static Task Answer(Call call, UserType type) => call.Answer(200, json => UserTypeJson.Write(json, type, call.BaseUrl));

    private static async ValueTask<Outcome<Sent>> Read(Call call)
    {
        var body = await call.Body();
        if (body.Refusal is { } refusal) return refusal;
        var causes = new List<string>();
        var sent = new Sent(Text(body.Value, "name", causes), Text(body.Value, "displayName", causes), Text(body.Value, "description", causes), body.Value.TryGetProperty("description", out _));
        return causes.Count == 0 ? sent : Refusal.Invalid("userType", [.. causes]);
    }

    private static string? Text(JsonElement body, string name, List<string> causes)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind == JsonValueKind.String) return value.GetString();
        causes.Add($"{name}: A string is expected");
        return null;
    }

    private static Refusal Missing(Sent sent, bool alsoDescription = false)
    {
        var causes = new List<string>();
        if (sent.Name is null) causes.Add("name: The field cannot be left blank");
        if (sent.DisplayName is null) causes.Add("displayName: The field cannot be left blank");
        if (alsoDescription && !sent.HasDescription) causes.Add("description: The field must be there");
        return Refusal.Invalid(sent.Name is null ? "name" : sent.DisplayName is null ? "displayName" : "description", [.. causes]);
    }

    private sealed record Sent(string? Name, string? DisplayName, string? Description, bool HasDescription);
}
