using Firebreak.Directory;
using Firebreak.Server.Hosting;

namespace Firebreak.Server.Api;

/// <summary>Users. Source: Okta, Users API.</summary>
internal static class UserEndpoints
{
    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ReadUsers, "GET", "/api/v1/users", List) with { Refused = ["expand"] },
        ApiRoute.For(Permission.ManageUsers, "POST", "/api/v1/users", Create),
        ApiRoute.For(Permission.ReadUsers, "GET", "/api/v1/users/{id}", Get),
        ApiRoute.For(Permission.ManageUsers, "POST", "/api/v1/users/{id}", call => Change(call, replace: false)),
        ApiRoute.For(Permission.ManageUsers, "PUT", "/api/v1/users/{id}", call => Change(call, replace: true)),
        ApiRoute.For(Permission.ManageLifecycle, "DELETE", "/api/v1/users/{id}", Delete),
        ApiRoute.For(Permission.ReadUsers, "GET", "/api/v1/users/{id}/blocks", Blocks),
    ];

    /// <summary>Answers with one user.</summary>
    public static Task Show(Call call, User user) =>
        call.Answer(200, json => UserJson.Write(json, user, call.BaseUrl, inList: false, Omitted(call)));

    private static async Task List(Call call)
    {
        var prefix = Text(call, "q");
        var limit = call.Limit(prefix is null ? UserList.MostUsers : UserList.UsersOfPrefix, UserList.MostUsers);
        if (limit.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        if (call.Query("sortOrder") is { } order && !order.Equals("asc", StringComparison.OrdinalIgnoreCase) && !order.Equals("desc", StringComparison.OrdinalIgnoreCase))
        {
            await call.Refuse(Refusal.Invalid("sortOrder", "sortOrder: asc or desc is expected."));
            return;
        }
        var fields = UserFields.Read(call.Query("fields"));
        if (fields.Refusal is { } bad)
        {
            await call.Refuse(bad);
            return;
        }
        var asked = new UserQuestion(
            Text(call, "search"), Text(call, "filter"), prefix, Text(call, "sortBy"), "desc".Equals(call.Query("sortOrder"), StringComparison.OrdinalIgnoreCase), Text(call, "after"), limit.Value);
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var page = await UserList.Page(db, call.Caller, asked);
        await call.Answer(page, found =>
        {
            call.Link(found.Next);
            var omitted = Omitted(call);
            return call.AnswerList(found.Users, (json, user) =>
            {
                if (fields.Value is { } some) some.Write(json, all => UserJson.Write(all, user, call.BaseUrl, inList: true, omitted));
                else UserJson.Write(json, user, call.BaseUrl, inList: true, omitted);
            });
        });
    }

    private static async Task Create(Call call)
    {
        if (call.Query("nextLogin") is { Length: > 0 } next && next != "changePassword")
        {
            await call.Refuse(Refusal.Invalid("nextLogin", "nextLogin: changePassword is expected."));
            return;
        }
        var sent = await Read(call);
        if (sent.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        var how = new NewUser(call.Flag("activate", true), call.Query("nextLogin") is { Length: > 0 }, call.Flag("provider", false));
        await call.Answer(await Users.Create(call.Store, call.Caller, sent.Value, how, call.Aborted), user => Show(call, user));
    }

    private static async Task Get(Call call)
    {
        var expand = call.Query("expand");
        if (expand is { Length: > 0 } && expand != "blocks")
        {
            await call.Refuse(Refusal.Invalid("expand", "expand: blocks is expected."));
            return;
        }
        var found = await Users.Get(call.Store, call.Caller, call.Path("id"), call.Aborted);
        await call.Answer(found, user => expand != "blocks" ? Show(call, user) : call.Answer(200, json => UserJson.Write(json, user, call.BaseUrl, inList: false, Omitted(call), more =>
        {
            more.WriteStartObject("_embedded"u8);
            more.WritePropertyName("blocks"u8);
            WriteBlocks(more, user);
            more.WriteEndObject();
        })));
    }

    private static async Task Change(Call call, bool replace)
    {
        var sent = await Read(call);
        if (sent.Refusal is { } refusal) await call.Refuse(refusal);
        else await call.Answer(await Users.Update(call.Store, call.Caller, call.Path("id"), sent.Value, replace, call.Flag("strict", false), call.Aborted), user => Show(call, user));
    }

    private static async Task Delete(Call call) =>
        await call.Answer(await Users.Delete(call.Store, call.Caller, call.Path("id"), call.Flag("sendEmail", false), call.Aborted), _ => call.AnswerNothing());

    private static async Task Blocks(Call call) =>
        await call.Answer(await Users.Get(call.Store, call.Caller, call.Path("id"), call.Aborted), user => call.Answer(200, json => WriteBlocks(json, user)));

    private static void WriteBlocks(System.Text.Json.Utf8JsonWriter json, User user)
    {
        json.WriteStartArray();
        if (user.Status == UserStatus.LOCKED_OUT)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "DEVICE_BASED"u8);
            json.WriteString("appliesTo"u8, "ANY_DEVICES"u8);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static async ValueTask<Outcome<UserRequest>> Read(Call call)
    {
        var body = await call.Body();
        return body.Refusal is { } refusal ? refusal : UserRequest.Read(body.Value);
    }

    private static string? Text(Call call, string name) => call.Query(name) is { Length: > 0 } text ? text : null;

    private static UserOmission Omitted(Call call)
    {
        var type = call.Http.Request.ContentType;
        if (type is null || !type.Contains("okta-response", StringComparison.OrdinalIgnoreCase)) return UserOmission.Nothing;
        var words = type.Split([';', '=', ',', '"', ' ']);
        return (words.Contains("omitCredentials", StringComparer.OrdinalIgnoreCase) ? UserOmission.Credentials : UserOmission.Nothing)
            | (words.Contains("omitCredentialsLinks", StringComparer.OrdinalIgnoreCase) ? UserOmission.CredentialsLinks : UserOmission.Nothing);
    }
}
