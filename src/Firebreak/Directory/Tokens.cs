using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>What can be done with API tokens. Everyone sees and changes their own; super administrators those of all. Source: Okta, ApiTokens API.</summary>
public static class Tokens
{
    /// <summary>The network restriction of a token that may be used from anywhere.</summary>
    public const string Anywhere = TokenNetwork.Anywhere;

    private const int SecretCharacters = 42;
    private const int LongestName = 255;

    /// <summary>Makes a token that acts as a user; the secret is in the answer and nowhere else.</summary>
    public static async Task<Outcome<(ApiToken Token, string Secret)>> Create(
        Store store, Caller caller, string userId, string name, string network = Anywhere, string? unusedFor = "P30D", string? secret = null,
        CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(caller);
        if (!IsName(name)) return BadName;
        secret ??= NewSecret();
        return await store.Write<(ApiToken, string)>(caller, Permission.ManageTokens, async tx =>
        {
            // Whoever makes a token for somebody else acts with that one's roles.
            if (!MayTouch(caller, userId)) return Refusal.NotAllowed();
            var user = await UserTable.Find(tx, tx.Org.Id, userId);
            if (user is null) return Refusal.NotFound(userId, "User");
            var token = new ApiToken(Ids.New(Ids.Token, tx.At), userId, name, "Okta API", network, unusedFor, tx.At, tx.At, null);
            await TokenTable.Insert(tx, token, Hash(secret));
            tx.Record(Event.Of(TokenEvents.Created, token.Target, user.Target));
            return (token, secret);
        }, ct);
    }

    /// <summary>The tokens that a caller may see.</summary>
    public static ValueTask<List<ApiToken>> List(Queries db, Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return TokenTable.List(db, caller.Org.Id, caller.Authority.AllowsEverywhere(Permission.AllTokens) ? null : caller.Actor.Id);
    }

    /// <summary>A token that a caller may see; what it may not see is not there.</summary>
    public static async ValueTask<Outcome<ApiToken>> Find(Queries db, Caller caller, string id)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return await TokenTable.Find(db, caller.Org.Id, id) is { } token && MayTouch(caller, token.UserId) ? token : Refusal.NotFound(id, ApiToken.Kind);
    }

    /// <summary>Gives a token another name and another network; its owner and its secret stay.</summary>
    public static async Task<Outcome<ApiToken>> Replace(Store store, Caller caller, string id, JsonElement sent, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var name = JsonText.TextOf(sent, "name");
        if (!IsName(name)) return BadName;
        var network = TokenNetwork.Read(JsonText.Of(sent, "network"));
        if (network.Refusal is { } bad) return bad;
        var owner = JsonText.TextOf(sent, "userId");
        return await store.Write<ApiToken>(caller, Permission.ManageTokens, async tx =>
        {
            var found = await Find(tx, caller, id);
            if (found.Refusal is not null) return found;
            if (owner is not null && owner != found.Value.UserId) return Refusal.Invalid("userId", "userId: The owner of a token cannot be changed.");
            var token = found.Value with { Name = name!, Network = network.Value, LastUpdated = tx.At };
            await TokenTable.Update(tx, token);
            tx.Record(Event.Of(TokenEvents.Updated, token.Target).With("network", token.Network));
            return token;
        }, ct);
    }

    /// <summary>Ends a token at once.</summary>
    public static Task<Outcome<Done>> Revoke(Store store, Caller caller, string id, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(caller);
        // One's own is one's own to end, whatever one may do besides.
        var needed = id == caller.Actor.TokenId ? Permission.OwnAccount : Permission.ManageTokens;
        return store.Write<Done>(caller, needed, async tx =>
        {
            var found = await Find(tx, caller, id);
            if (found.Refusal is { } no) return no;
            await TokenTable.Delete(tx, id);
            var owner = await UserTable.Find(tx, tx.Org.Id, found.Value.UserId);
            tx.Record(owner is null ? Event.Of(TokenEvents.Revoked, found.Value.Target) : Event.Of(TokenEvents.Revoked, found.Value.Target, owner.Target));
            return Done.It;
        }, ct);
    }

    /// <summary>What is kept of a secret.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>A new secret: 42 characters, the first two zeros as at Okta.</summary>
    public static string NewSecret() => "00" + Ids.Secret(SecretCharacters - 2);

    private static Refusal BadName => Refusal.Invalid("name", $"name: The field must have 1 to {LongestName} characters.");

    private static bool IsName(string? name) => !string.IsNullOrWhiteSpace(name) && name.Length <= LongestName;

    private static bool MayTouch(Caller caller, string owner) => owner == caller.Actor.Id || caller.Authority.AllowsEverywhere(Permission.AllTokens);
}
