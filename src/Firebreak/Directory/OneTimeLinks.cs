using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>
/// Links that work once and for a while: to activate an account, to set a new password. Only the hash of a link's secret is kept, and a new
/// link of a purpose makes the ones before it worthless.
/// </summary>
internal static class OneTimeLinks
{
    /// <summary>To set the first password.</summary>
    public const string Activation = "activation";

    /// <summary>To set a new password because an administrator reset the old one.</summary>
    public const string Reset = "reset";

    /// <summary>To set a new password because the old one is forgotten; the recovery question is asked if there is one.</summary>
    public const string Forgotten = "forgotten";

    private const int SecretCharacters = 22;

    /// <summary>A secret for a link: 131 bits.</summary>
    public static string NewSecret() => Ids.Secret(SecretCharacters);

    /// <summary>Keeps a link.</summary>
    public static async ValueTask Make(WriteTransaction tx, string userId, string purpose, string secret)
    {
        await tx.Run($"delete from one_time_links where org_id = {tx.Org.Id} and user_id = {userId} and purpose = {purpose}");
        await tx.Run(
            $"""
            insert into one_time_links (org_id, hash, purpose, user_id, created, ends)
            values ({tx.Org.Id}, {Tokens.Hash(secret)}, {purpose}, {userId}, {tx.At}, {tx.At + Times.Micros(Life(purpose))})
            """);
    }

    /// <summary>Takes all links of a user away: its password is set, or it is out.</summary>
    public static ValueTask<int> Drop(WriteTransaction tx, string userId) =>
        tx.Run($"delete from one_time_links where org_id = {tx.Org.Id} and user_id = {userId}");

    /// <summary>The user whom a link lets set a first password, or one in place of a reset one; null when there is none, or it has run out.</summary>
    public static async ValueTask<User?> Find(Queries db, string org, string secret, long now)
    {
        var id = await db.One(
            $"select user_id from one_time_links where org_id = {org} and hash = {Tokens.Hash(secret)} and purpose in ({Activation}, {Reset}) and ends > {now}", row => row.Text(0));
        return id is not null && await UserTable.Find(db, org, id) is { } user && MayFollow(user.Status) ? user : null;
    }

    /// <summary>Whether a user in this status sets a password by a link.</summary>
    public static bool MayFollow(UserStatus status) => status is UserStatus.PROVISIONED or UserStatus.RECOVERY;

    private static TimeSpan Life(string purpose) => purpose switch
    {
        Activation => TimeSpan.FromDays(7),
        Reset => TimeSpan.FromDays(1),
        _ => TimeSpan.FromHours(1),
    };
}
