using System.Security.Cryptography;
using System.Text;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>An API token as it is kept: never the token, only its hash.</summary>
/// <param name="Network">JSON: Okta's TokenNetwork, such as {"connection":"ANYWHERE"}.</param>
/// <param name="UnusedFor">ISO 8601: after so long without use it ends; null: never.</param>
public sealed record ApiToken(string Id, string UserId, string Name, string ClientName, string Network, string? UnusedFor, long Created, long LastUpdated, long? LastUsed)
{
    /// <summary>When it ends unless it is used before: 30 days after its last use, or as <see cref="UnusedFor"/> says; null: never.</summary>
    public long? EndsAt => UnusedFor is null ? null : (LastUsed ?? Created) + Times.Micros(System.Xml.XmlConvert.ToTimeSpan(UnusedFor));

    /// <summary>The token as an event's target.</summary>
    public EventTarget Target => new(Id, "Token", Name, Name);
}

/// <summary>What can be done with API tokens. Source: Okta, ApiTokens API.</summary>
public static class Tokens
{
    /// <summary>The network restriction of a token that may be used from anywhere.</summary>
    public const string Anywhere = """{"connection":"ANYWHERE"}""";

    private const int SecretCharacters = 42;

    /// <summary>Makes a token that acts as a user; the secret is in the answer and nowhere else.</summary>
    public static async Task<Outcome<(ApiToken Token, string Secret)>> Create(
        Store store, Caller caller, string userId, string name, string network = Anywhere, string? unusedFor = "P30D", string? secret = null,
        CancellationToken ct = default)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > 255) return Refusal.Invalid("name", "name: The field must have 1 to 255 characters.");
        secret ??= NewSecret();
        return await store.Write<(ApiToken, string)>(caller, Permission.ManageTokens, async tx =>
        {
            var user = await UserTable.Find(tx, tx.Org.Id, userId);
            if (user is null) return Refusal.NotFound(userId, "User");
            var token = new ApiToken(Ids.New(Ids.Token, tx.At), userId, name, "Okta API", network, unusedFor, tx.At, tx.At, null);
            await Insert(tx, token, secret);
            tx.Record(Event.Of(TokenEvents.Created, token.Target, user.Target));
            return (token, secret);
        }, ct);
    }

    /// <summary>What is kept of a secret.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>A new secret: 42 characters, the first two zeros as at Okta.</summary>
    public static string NewSecret() => "00" + Ids.Secret(SecretCharacters - 2);

    internal static ValueTask<int> Insert(WriteTransaction tx, ApiToken token, string secret) => tx.Run(
        $"""
        insert into api_tokens (org_id, id, hash, user_id, name, client_name, network, unused_for, created, last_updated)
        values ({tx.Org.Id}, {token.Id}, {Hash(secret)}, {token.UserId}, {token.Name}, {token.ClientName}, {token.Network}, {token.UnusedFor}, {token.Created}, {token.LastUpdated})
        """);
}

/// <summary>Events of API tokens, by Okta's names.</summary>
internal static class TokenEvents
{
    public static readonly EventType Created = new("system.api_token.create", "Create API token");
    public static readonly EventType Updated = new("system.api_token.update", "Update API token");
    public static readonly EventType Revoked = new("system.api_token.revoke", "Revoke API token");
}
