using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>A way to walk an org's users in an order that an index has, for pages of very many: what to read from, and the two parts of the order.</summary>
internal sealed record UserOrder(Sql From, Sql Key, Sql Id)
{
    /// <summary>The walk in the order of a property; null when no index has that order for every user.</summary>
    public static async ValueTask<UserOrder?> Walk(Queries db, string org, string property) => property switch
    {
        "lastUpdated" => Column(org, $"users_by_update", $"u.last_updated"),
        "status" => Column(org, $"users_by_status", $"u.status"),
        "profile.login" => Column(org, $"users_by_login", $"u.login_key"),
        "profile.email" => Column(org, $"users_by_email", $"u.email_key"),
        "profile.firstName" or "profile.lastName" when !await IsOptional(db, org) => Value(org, property["profile.".Length..]),
        _ => null,
    };

    private static UserOrder Column(string org, Sql index, Sql key) => new($"users u /*+ indexed by {index} */ where u.org_id = {org}", key, $"u.id");

    private static UserOrder Value(string org, string name) =>
        new($"user_values w cross join users u where w.org_id = {org} and w.name = {name} and u.org_id = w.org_id and u.id = w.user_id", $"w.value", $"w.user_id");

    // First and last names are required until an administrator says otherwise; then there may be users who have no such row.
    private static ValueTask<bool> IsOptional(Queries db, string org) => db.Any($"select 1 from schemas where org_id = {org} and kind = 'user' and base <> {"{}"}");
}
