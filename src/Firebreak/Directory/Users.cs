using System.Text.Json;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>What can be done with users. Source: Okta, Users API.</summary>
public static class Users
{
    /// <summary>Makes a user from a profile that has at least a login and an email.</summary>
    public static async Task<Outcome<User>> Create(Store store, Caller caller, JsonElement profile, bool activate, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var login = profile.TryGetProperty("login", out var found) ? found.GetString() ?? "" : "";
        var email = profile.TryGetProperty("email", out var mail) ? mail.GetString() ?? "" : "";
        return await store.Write<User>(caller, Permission.ManageUsers, async tx =>
        {
            if (await UserTable.FindByLogin(tx, tx.Org.Id, login) is not null)
                return Refusal.Invalid("login", "login: An object with this field already exists in the current organization");
            var type = await tx.One($"select id from user_types where org_id = {tx.Org.Id} and is_default = 1", row => row.Text(0));
            var status = activate ? UserStatus.PROVISIONED : UserStatus.STAGED;
            var user = new User(Ids.New(Ids.User, tx.At), login, status, type!, tx.At, activate ? tx.At : null, activate ? tx.At : null, null, tx.At, null, null, null, null, profile.GetRawText());
            await UserTable.Insert(tx, user, email);
            await GroupRules.Apply(tx, user);
            tx.Record(Event.Of(UserEvents.Created, user.Target));
            if (activate) tx.Record(Event.Of(UserEvents.Activated, user.Target));
            return user;
        }, ct);
    }

    /// <summary>A user by id, or by login.</summary>
    public static async ValueTask<User?> Find(Queries db, Org org, string idOrLogin)
    {
        ArgumentNullException.ThrowIfNull(org);
        return await UserTable.Find(db, org.Id, idOrLogin) ?? await UserTable.FindByLogin(db, org.Id, idOrLogin);
    }
}
