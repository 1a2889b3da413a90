using Firebreak.Directory;
using Firebreak.Server.Hosting;

namespace Firebreak.Server.Api;

/// <summary>Profile schemas of users and groups. Source: Okta, Schemas API.</summary>
internal static class SchemaEndpoints
{
    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ReadSchemas, "GET", "/api/v1/meta/schemas/user/{id}", GetOfUsers),
        ApiRoute.For(Permission.ManageSchemas, "POST", "/api/v1/meta/schemas/user/{id}", ChangeOfUsers),
        ApiRoute.For(Permission.ReadSchemas, "GET", "/api/v1/meta/schemas/group/default", GetOfGroups),
        ApiRoute.For(Permission.ManageSchemas, "POST", "/api/v1/meta/schemas/group/default", ChangeOfGroups),
    ];

    private static async Task GetOfUsers(Call call)
    {
        var id = call.Path("id");
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await Schemas.FindOfUsers(db, call.Org, id) is not { } found) await call.Refuse(Schemas.NotFound(id));
        else await Answer(call, found.Kept, SchemaJson.OfUsers(found.Type, id));
    }

    private static async Task ChangeOfUsers(Call call)
    {
        var body = await call.Body();
        if (body.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        var id = call.Path("id");
        await call.Answer(await Schemas.ChangeOfUsers(call.Store, call.Caller, id, body.Value, call.Aborted), async kept =>
        {
            await using var db = await call.Store.Read(call.Org, call.Aborted);
            if (await UserTypeTable.Find(db, call.Org.Id, kept.Owner) is not { } type) await call.Refuse(Schemas.NotFound(id));
            else await Answer(call, kept, SchemaJson.OfUsers(type, id));
        });
    }

    private static async Task GetOfGroups(Call call)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        await Answer(call, await SchemaTable.OfGroups(db, call.Org), SchemaJson.OfGroups);
    }

    private static async Task ChangeOfGroups(Call call)
    {
        var body = await call.Body();
        if (body.Refusal is { } refusal) await call.Refuse(refusal);
        else await call.Answer(await Schemas.ChangeOfGroups(call.Store, call.Caller, body.Value, call.Aborted), kept => Answer(call, kept, SchemaJson.OfGroups));
    }

    private static Task Answer(Call call, KeptSchema kept, SchemaJson.Frame frame) => call.Answer(200, json => SchemaJson.Write(json, kept, frame, call.BaseUrl));
}
