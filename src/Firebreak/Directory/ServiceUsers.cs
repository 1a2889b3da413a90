using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>Users that are programs: they own API tokens, hold a role, and have no password to sign in with.</summary>
internal static class ServiceUsers
{
    /// <summary>Makes one that holds a role (or none), or finds it; its login is under .invalid, which no mail reaches (RFC 2606).</summary>
    public static Task<Outcome<User>> Create(Store store, Caller caller, string name, RoleType? role, CancellationToken ct = default) =>
        store.Write<User>(caller, Permission.ManageTokens, async tx =>
        {
            var login = $"{name}@{tx.Org.Name}.invalid";
            if (await UserTable.FindByLogin(tx, tx.Org.Id, login) is { } known)
            {
                tx.Record(Event.Of(UserEvents.Created, known.Target) with { Result = EventResult.SKIPPED, Reason = "The user exists already." });
                return known;
            }
            var type = await tx.One($"select id from user_types where org_id = {tx.Org.Id} and is_default = 1", row => row.Text(0));
            var profile = $$"""{"firstName":"Service","lastName":"{{name}}","mobilePhone":null,"secondEmail":null,"login":"{{login}}","email":"{{login}}"}""";
            var user = new User(Ids.New(Ids.User, tx.At), login, UserStatus.ACTIVE, type!, tx.At, tx.At, tx.At, null, tx.At, null, null, null, null, profile);
            await UserTable.Insert(tx, user, Profile.Parse(profile));
            tx.Record(Event.Of(UserEvents.Created, user.Target));
            if (role is { } held)
            {
                await tx.Run(
                    $"""
                    insert into role_assignments (org_id, id, assignee_type, assignee_id, role, created, last_updated)
                    values ({tx.Org.Id}, {Ids.New(Ids.RoleAssignment, tx.At)}, {"USER"}, {user.Id}, {held.ToString()}, {tx.At}, {tx.At})
                    """);
                tx.Record(Event.Of(RoleEvents.Granted, user.Target).With("privilegeGranted", Roles.Label(held)));
            }
            return user;
        }, ct);
}
