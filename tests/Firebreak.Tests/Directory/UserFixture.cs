using System.Text.Json;
using Firebreak.Directory;
using Firebreak.SystemLog;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Directory;

/// <summary>Users for tests: made through the API, or put into a status that takes long to reach.</summary>
internal static class UserFixture
{
    public const string Password = "Correct1horse", Answer = "The blue one";

    // Hashed once and cheaply: these tests are not about the cost.
    private static readonly string PasswordKept = PasswordHashes.Hash(Password, 1000).Text, AnswerKept = PasswordHashes.Hash("the blue one", 1000).Text;

    /// <summary>A new user's id.</summary>
    public static async Task<string> Make(TestService service, string login, string profile = "", string query = "?activate=false", string more = "")
    {
        var (status, user, _) = await service.Send("POST", "api/v1/users" + query, Body(login, profile, more));
        Assert.True(status == 200, user.ToString());
        return user.GetProperty("id").GetString()!;
    }

    /// <summary>What to send for a user.</summary>
    public static string Body(string login, string profile = "", string more = "") =>
        $$"""{"profile":{"firstName":"Ada","lastName":"Lovelace","login":"{{login}}","email":"{{login}}"{{profile}}}{{more}}}""";

    /// <summary>Puts a user into a status, with the password and answer of this class where such a user has some.</summary>
    public static async Task Put(TestService service, string id, UserStatus status, bool withPassword = true)
    {
        var has = withPassword && status is not (UserStatus.PROVISIONED or UserStatus.DEPROVISIONED);
        await service.Store.Write<Done>(service.Caller, Permission.ManageUsers, async tx =>
        {
            await tx.Run(
                $"""
                update users set status = {status.ToString()}, password = {(has ? PasswordKept : null)}, question = {(has ? "Which?" : null)}, answer = {(has ? AnswerKept : null)}
                where org_id = {tx.Org.Id} and id = {id}
                """);
            await tx.Run($"delete from user_suspensions where org_id = {tx.Org.Id} and user_id = {id}");
            tx.Record(Event.Of(UserEvents.ProfileUpdated));
            return Done.It;
        }, TestContext.Current.CancellationToken);
    }

    public static async Task<string> Status(TestService service, string id)
    {
        var (status, user, _) = await service.Send("GET", "api/v1/users/" + id);
        return status == 200 ? user.GetProperty("status").GetString()! : status.ToString();
    }

    public static string? Code(JsonElement body) => body.ValueKind == JsonValueKind.Object && body.TryGetProperty("errorCode", out var code) ? code.GetString() : null;

    public static string[] Causes(JsonElement body) => [.. body.GetProperty("errorCauses").EnumerateArray().Select(cause => cause.GetProperty("errorSummary").GetString()!)];
}
