using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Server.Hosting;

namespace Firebreak.Server.Api;

/// <summary>API tokens. Source: Okta, ApiTokens API.</summary>
internal static class TokenEndpoints
{
    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ReadTokens, "GET", "/api/v1/api-tokens", List),
        ApiRoute.For(Permission.OwnAccount, "DELETE", "/api/v1/api-tokens/current", RevokeCurrent),
        ApiRoute.For(Permission.ReadTokens, "GET", "/api/v1/api-tokens/{apiTokenId}", Get),
        ApiRoute.For(Permission.ManageTokens, "PUT", "/api/v1/api-tokens/{apiTokenId}", Replace),
        ApiRoute.For(Permission.ManageTokens, "DELETE", "/api/v1/api-tokens/{apiTokenId}", call => Revoke(call, call.Path("apiTokenId"))),
    ];

    private static async Task List(Call call)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var tokens = await Tokens.List(db, call.Caller);
        await call.AnswerList(tokens, (json, token) => Write(json, token, call.BaseUrl));
    }

    private static async Task Get(Call call)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        await Answer(call, await Tokens.Find(db, call.Caller, call.Path("apiTokenId")));
    }

    private static async Task Replace(Call call)
    {
        var body = await call.Body();
        if (body.Refusal is { } refusal) await call.Refuse(refusal);
        else await Answer(call, await Tokens.Replace(call.Store, call.Caller, call.Path("apiTokenId"), body.Value, call.Aborted));
    }

    private static Task RevokeCurrent(Call call) =>
        call.Caller.Actor.TokenId is { } id ? Revoke(call, id) : call.Refuse(Refusal.InvalidToken);

    private static async Task Revoke(Call call, string id) =>
        await call.Answer(await Tokens.Revoke(call.Store, call.Caller, id, call.Aborted), _ => call.AnswerNothing());

    private static Task Answer(Call call, Outcome<ApiToken> outcome) =>
        call.Answer(outcome, token => call.Answer(200, json => Write(json, token, call.BaseUrl)));

    // As at Okta, the last use counts as an update: it moves the end.
    private static void Write(Utf8JsonWriter json, ApiToken token, string baseUrl)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, token.Id);
        json.WriteString("name"u8, token.Name);
        json.WriteString("userId"u8, token.UserId);
        json.WriteString("clientName"u8, token.ClientName);
        json.WriteString("tokenWindow"u8, token.UnusedFor);
        json.WritePropertyName("network"u8);
        json.WriteRawValue(token.Network, skipInputValidation: true);
        json.WriteString("expiresAt"u8, token.EndsAt is { } ends ? Times.Show(ends) : null);
        json.WriteString("created"u8, Times.Show(token.Created));
        json.WriteString("lastUpdated"u8, Times.Show(Math.Max(token.LastUpdated, token.LastUsed ?? 0)));
        json.WriteStartObject("_links"u8);
        Links.Write(json, "self", $"{baseUrl}/api/v1/api-tokens/{token.Id}", "GET", "DELETE");
        Links.Write(json, "user", $"{baseUrl}/api/v1/users/{token.UserId}", "GET");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
