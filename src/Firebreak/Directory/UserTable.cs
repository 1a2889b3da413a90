using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>How users are kept: a row each, and a row for each profile value by which they are searched.</summary>
internal static class UserTable
{
    // Stands before another provider where otherwise a password's hash would be.
    private const char Foreign = '!';

    /// <summary>The columns that <see cref="Read"/> reads, of a table called u.</summary>
    public static Sql Columns =>
        $"u.id, u.login, u.status, u.type_id, u.created, u.activated, u.status_changed, u.last_login, u.last_updated, u.password_changed, u.password, u.question, u.answer, u.profile";

    public static User Read(Row row)
    {
        var user = new User(
            row.Text(0), row.Text(1), Enum.Parse<UserStatus>(row.Text(2)), row.Text(3), row.Long(4), row.LongOrNull(5), row.LongOrNull(6), row.LongOrNull(7),
            row.Long(8), row.LongOrNull(9), row.TextOrNull(10), row.TextOrNull(11), row.TextOrNull(12), row.Text(13));
        if (user.Password is not [Foreign, .. var named]) return user;
        var end = named.IndexOf(Foreign);
        return user with { Password = null, Provider = new ForeignProvider(named[..end], named[(end + 1)..]) };
    }

    public static ValueTask<User?> Find(Queries db, string org, string id) =>
        db.One($"select {Columns} from users u where u.org_id = {org} and u.id = {id}", Read)!;

    public static ValueTask<User?> FindByLogin(Queries db, string org, string login) =>
        db.One($"select {Columns} from users u where u.org_id = {org} and u.login_key = {User.Fold(login)}", Read)!;

    /// <summary>The user whose login begins with a name and an @; null when there is none, or more than one.</summary>
    public static async ValueTask<User?> FindByShortName(Queries db, string org, string name)
    {
        var key = User.Fold(name);
        // "A" follows "@".
        var found = await db.All($"select {Columns} from users u where u.org_id = {org} and u.login_key >= {key + "@"} and u.login_key < {key + "A"} limit 2", Read);
        return found.Count == 1 ? found[0] : null;
    }

    /// <summary>Adds a user with the values by which it is searched.</summary>
    public static async ValueTask Insert(WriteTransaction tx, User user, Profile profile)
    {
        await tx.Run(
            $"""
            insert into users (org_id, id, login, login_key, email_key, status, type_id, created, activated, status_changed, last_login, last_updated,
              password_changed, password, question, answer, profile)
            values ({tx.Org.Id}, {user.Id}, {user.Login}, {User.Fold(user.Login)}, {User.Fold(profile.Email)}, {user.Status.ToString()}, {user.TypeId}, {user.Created},
              {user.Activated}, {user.StatusChanged}, {user.LastLogin}, {user.LastUpdated}, {user.PasswordChanged}, {Kept(user)}, {user.Question}, {user.Answer}, {user.Profile})
            """);
        await UserValues.Change(tx, user.Id, null, profile);
    }

    /// <summary>Changes what differs, and that it was changed now.</summary>
    public static async ValueTask<User> Update(WriteTransaction tx, User before, User after)
    {
        var user = after with { LastUpdated = tx.At, StatusChanged = before.Status == after.Status ? after.StatusChanged : tx.At };
        await tx.Run(
            $"""
            update users set status = {user.Status.ToString()}, type_id = {user.TypeId}, activated = {user.Activated}, status_changed = {user.StatusChanged},
              last_updated = {user.LastUpdated}, password_changed = {user.PasswordChanged}, password = {Kept(user)}, question = {user.Question}, answer = {user.Answer}
            where org_id = {tx.Org.Id} and id = {user.Id}
            """);
        if (before.Profile == after.Profile) return user;
        var profile = Profile.Parse(after.Profile);
        await tx.Run(
            $"""
            update users set login = {profile.Login}, login_key = {User.Fold(profile.Login)}, email_key = {User.Fold(profile.Email)}, profile = {user.Profile}
            where org_id = {tx.Org.Id} and id = {user.Id}
            """);
        await UserValues.Change(tx, user.Id, Profile.Parse(before.Profile), profile);
        return user with { Login = profile.Login };
    }

    /// <summary>Takes away everything that is kept of a user, but for its entries in the log.</summary>
    public static async ValueTask Delete(WriteTransaction tx, User user)
    {
        var (org, id) = (tx.Org.Id, user.Id);
        await UserValues.Change(tx, id, Profile.Parse(user.Profile), null);
        await tx.Run($"delete from role_targets where org_id = {org} and assignment_id in (select id from role_assignments where org_id = {org} and assignee_type = 'USER' and assignee_id = {id})");
        await tx.Run($"delete from role_assignments where org_id = {org} and assignee_type = 'USER' and assignee_id = {id}");
        await tx.Run($"delete from token_uses where org_id = {org} and token_id in (select id from api_tokens where org_id = {org} and user_id = {id})");
        await tx.Run($"delete from api_tokens where org_id = {org} and user_id = {id}");
        await EndSessions(tx, id);
        foreach (Sql table in new Sql[] { $"group_members", $"one_time_links", $"user_suspensions", $"password_history", $"sign_in_failures", $"factors" })
            await tx.Run($"delete from {table} where org_id = {org} and user_id = {id}");
        await tx.Run($"delete from users where org_id = {org} and id = {id}");
    }

    /// <summary>Ends a user's sessions, but for one that may stay; how many there were.</summary>
    public static async ValueTask<int> EndSessions(WriteTransaction tx, string userId, string? but = null)
    {
        await EndSignIns(tx, userId);
        var kept = but ?? "";
        await tx.Run($"delete from session_uses where org_id = {tx.Org.Id} and session_id in (select id from sessions where org_id = {tx.Org.Id} and user_id = {userId} and id <> {kept})");
        return await tx.Run($"delete from sessions where org_id = {tx.Org.Id} and user_id = {userId} and id <> {kept}");
    }

    /// <summary>Ends what may yet become a session: sign-ins on their way, and session tokens.</summary>
    public static async ValueTask EndSignIns(WriteTransaction tx, string userId)
    {
        await tx.Run($"delete from sign_ins where org_id = {tx.Org.Id} and user_id = {userId}");
        await tx.Run($"delete from session_tokens where org_id = {tx.Org.Id} and user_id = {userId}");
    }

    /// <summary>Takes a user's factors away, and what was shown of them on the way in; how many there were.</summary>
    public static async ValueTask<int> DropFactors(WriteTransaction tx, string userId)
    {
        await EndSignIns(tx, userId);
        return await tx.Run($"delete from factors where org_id = {tx.Org.Id} and user_id = {userId}");
    }

    private static string? Kept(User user) => user.Provider is { } provider ? $"{Foreign}{provider.Type}{Foreign}{provider.Name}" : user.Password;
}
