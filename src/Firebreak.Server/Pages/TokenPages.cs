using Firebreak.Directory;
using Firebreak.Server.Hosting;
using Firebreak.Storage;

namespace Firebreak.Server.Pages;

/// <summary>An API token in the list, with whom it acts as.</summary>
public sealed record TokenLine(ApiToken Token, User? Owner);

/// <summary>An org's API tokens.</summary>
public sealed record TokensPage(IReadOnlyList<TokenLine> Tokens, string Name, Refusal? Problem);

/// <summary>A token just made: shown this once.</summary>
public sealed record NewTokenPage(ApiToken Token, string Secret, string Url)
{
    /// <inheritdoc/>
    public override string ToString() => "NewTokenPage(hidden)";
}

/// <summary>The question whether to revoke a token.</summary>
public sealed record TokenConfirm(TokenLine Line);

/// <summary>The pages of an org's API tokens.</summary>
internal static class TokenPages
{
    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.Page(Permission.ReadTokens, "GET", "/admin/tokens", call => Show(call, "", null)),
        ApiRoute.Page(Permission.ManageTokens, "POST", "/admin/tokens", Create),
        ApiRoute.Page(Permission.ManageTokens, "GET", "/admin/tokens/{id}/revoke", Ask),
        ApiRoute.Page(Permission.ManageTokens, "POST", "/admin/tokens/{id}/revoke", Revoke),
    ];

    private static async Task Show(Call call, string name, Refusal? problem)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        await call.Show<TokensView, TokensPage>("tokens", call.Say("nav.tokens"), new TokensPage(await Lines(db, await Tokens.List(db, call.Caller)), name, problem), problem?.Status ?? 200);
    }

    // A token acts as its maker, with the maker's roles, never with more.
    private static async Task Create(Call call)
    {
        var name = (await call.Form()).Text("name");
        var made = await Tokens.Create(call.Store, call.Caller, call.Caller.Actor.Id, name, ct: call.Aborted);
        await made.Match(
            token => call.Show<NewTokenView, NewTokenPage>("tokens", token.Token.Name, new NewTokenPage(token.Token, token.Secret, call.BaseUrl)),
            refusal => Show(call, name, refusal));
    }

    private static async Task Ask(Call call)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var found = await Tokens.Find(db, call.Caller, call.Path("id"));
        if (found.Refusal is { } no) await call.Refuse(no);
        else await call.Show<TokenConfirmView, TokenConfirm>("tokens", call.Say("tokens.revoke"), new TokenConfirm((await Lines(db, [found.Value]))[0]));
    }

    private static async Task Revoke(Call call) =>
        await call.Answer(await Tokens.Revoke(call.Store, call.Caller, call.Path("id"), call.Aborted), _ => call.GoTo("admin/tokens", "token_revoke"));

    private static async ValueTask<IReadOnlyList<TokenLine>> Lines(OrgReader db, IReadOnlyList<ApiToken> tokens)
    {
        var owners = new Dictionary<string, User?>(StringComparer.Ordinal);
        foreach (var id in tokens.Select(token => token.UserId).Distinct()) owners[id] = await UserTable.Find(db, db.Org.Id, id);
        return [.. tokens.Select(token => new TokenLine(token, owners[token.UserId]))];
    }
}
