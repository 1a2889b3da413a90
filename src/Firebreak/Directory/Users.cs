using System.Text.Json;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>What can be done with users. Source: Okta, Users API.</summary>
public static class Users
{
    /// <summary>The word that stands for the caller itself.</summary>
    public const string Me = "me";

    /// <summary>Makes a user from a profile alone.</summary>
    public static Task<Outcome<User>> Create(Store store, Caller caller, JsonElement profile, bool activate, CancellationToken ct = default) =>
        Create(store, caller, UserRequest.Of(profile), new NewUser(activate, ExpirePassword: false, OfProvider: false), ct);

    /// <summary>Makes a user.</summary>
    internal static async Task<Outcome<User>> Create(Store store, Caller caller, UserRequest sent, NewUser how, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (sent.Profile is not { } profile) return Refusal.BadBody("profile: An object is expected.");
        if (how.Problem(sent.Credentials) is { } refusal) return refusal;
        var prepared = UserPassword.Prepare(sent.Credentials, profile, null);
        if (prepared.Refusal is { } bad) return bad;
        return await store.Write<User>(caller, Permission.ManageUsers, async tx =>
        {
            if (await UserAuthority.RefuseNew(tx, sent.GroupIds) is { } no) return no;
            if (await ProfileSchema.Find(tx, tx.Org.Id, sent.TypeId) is not var (type, schema)) return Refusal.Invalid("type", "type: There is no such user type.");
            var made = schema.Check(profile, null, "newUser");
            if (made.Refusal is { } wrong) return wrong;
            if (await Taken(tx, made.Value, schema, null) is { } taken) return taken;
            var user = Make(tx, made.Value, type, how, prepared.Value);
            await UserTable.Insert(tx, user, made.Value);
            tx.Record(Event.Of(UserEvents.Created, user.Target));
            if (await Join(tx, user, sent.GroupIds) is { } group) return group;
            if (how.Activate) tx.Record(Event.Of(UserEvents.Activated, user.Target) with { Debug = UserLifecycle.Mail(user.Status == UserStatus.PROVISIONED ? "activation" : null) });
            await Changed(tx, user);
            return user;
        }, ct);
    }

    /// <summary>Changes what was sent, or replaces the profile by what was sent. Only a replacement changes a user's type.</summary>
    internal static async Task<Outcome<User>> Update(Store store, Caller caller, string id, UserRequest sent, bool replace, bool strict, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        User? before;
        await using (var db = await store.Read(caller.Org, ct)) before = await Find(db, caller, id);
        if (before is null) return Refusal.NotFound(id, "User");
        var prepared = await UserPassword.PrepareFor(store, caller, before, sent, strict, ct);
        if (prepared.Refusal is { } bad) return bad;
        return await UserChanges.Run<User>(store, caller, Permission.ManageUsers, before.Id, async (tx, user) =>
        {
            if (user.Status == UserStatus.DEPROVISIONED) return Refusal.WrongStatus;
            var changed = await UserChanges.Apply(tx, user, sent, replace);
            if (changed.Refusal is not null) return changed;
            var (now, said) = prepared.Value.ApplyTo(changed.Value, tx.At);
            if (prepared.Value.IsSomething && !tx.Caller.Authority.Allows(Permission.ManageCredentials)) return Refusal.NotAllowed();
            if (prepared.Value.Password is not null) await UserPassword.Remember(tx, user);
            var after = await UserTable.Update(tx, user, now);
            UserChanges.Record(tx, user, after);
            foreach (var what in said) tx.Record(Event.Of(what, after.Target));
            await Changed(tx, after);
            return after;
        }, ct);
    }

    /// <summary>Deactivates a user, or deletes one that is deactivated.</summary>
    public static Task<Outcome<Done>> Delete(Store store, Caller caller, string id, bool sendEmail, CancellationToken ct = default) =>
        UserChanges.Run<Done>(store, caller, Permission.ManageLifecycle, id, async (tx, user) =>
        {
            if (!tx.Caller.Authority.Allows(Permission.ManageUsers)) return Refusal.NotAllowed();
            if (user.Status != UserStatus.DEPROVISIONED)
            {
                var isSuper = await RoleAssignments.IsSuper(tx, AssigneeType.USER, user.Id);
                await UserLifecycle.Deactivate(tx, user, sendEmail);
                return isSuper && await RoleAssignments.NobodyLeft(tx) ? RoleAssignments.LastSuperAdmin : Done.It;
            }
            tx.Record(Event.Of(UserEvents.DeleteInitiated, user.Target));
            await AppAssignments.UserGone(tx, user.Id);
            await GroupRules.UserGone(tx, user.Id);
            await GroupOwners.UserGone(tx, user.Id);
            await UserTable.Delete(tx, user);
            tx.Record(Event.Of(UserEvents.DeleteCompleted, user.Target));
            return Done.It;
        }, ct);

    /// <summary>A user by id, by login, or by what stands before the @ in its login if that is nobody else's too.</summary>
    public static async ValueTask<User?> Find(Queries db, Org org, string idOrLogin)
    {
        ArgumentNullException.ThrowIfNull(org);
        ArgumentNullException.ThrowIfNull(idOrLogin);
        if (idOrLogin.Contains('\0') || idOrLogin.Length > 256) return null;
        return await UserTable.Find(db, org.Id, idOrLogin) ?? await UserTable.FindByLogin(db, org.Id, idOrLogin) ?? await UserTable.FindByShortName(db, org.Id, idOrLogin);
    }

    /// <summary>The same, where the word me is the caller.</summary>
    internal static ValueTask<User?> Find(Queries db, Caller caller, string idOrLogin) => Find(db, caller.Org, idOrLogin == Me ? caller.Actor.Id : idOrLogin);

    /// <summary>A user that the caller may see.</summary>
    internal static async Task<Outcome<User>> Get(Store store, Caller caller, string id, CancellationToken ct = default)
    {
        await using (var db = await store.Read(caller.Org, ct))
        {
            if (await Find(db, caller, id) is not { } user) return Refusal.NotFound(id, "User");
            if (await UserAuthority.MaySee(db, caller, user.Id)) return user;
        }
        var refusal = Refusal.NotAllowed();
        await store.Refuse(caller, nameof(Permission.ReadUsers), refusal);
        return refusal;
    }

    /// <summary>Whether somebody else has what only one may have.</summary>
    internal static async ValueTask<Refusal?> Taken(WriteTransaction tx, Profile profile, ProfileSchema schema, string? but)
    {
        const string Sentence = "An object with this field already exists in the current organization";
        if (await UserTable.FindByLogin(tx, tx.Org.Id, profile.Login) is { } other && other.Id != but) return Refusal.Invalid("login", $"login: {Sentence}");
        foreach (var attribute in schema.Unique)
        {
            foreach (var (name, value) in UserValues.Of(profile).Where(pair => pair.Name == attribute.Name || pair.Name == UserValues.NumberName(attribute.Name)))
                if (await tx.Any($"select 1 from user_values where org_id = {tx.Org.Id} and name = {name} and value = {value} and user_id <> {but ?? ""}"))
                    return Refusal.Invalid(attribute.Name, $"{attribute.Name}: {Sentence}");
        }
        return null;
    }

    /// <summary>What follows from a user's profile and status: groups by rules, and apps by groups.</summary>
    internal static async ValueTask Changed(WriteTransaction tx, User user)
    {
        await GroupRules.Apply(tx, user);
    }

    private static User Make(WriteTransaction tx, Profile profile, string type, NewUser how, UserPassword.Prepared prepared)
    {
        var status = how.StatusOf(prepared);
        var user = new User(
            Ids.New(Ids.User, tx.At), profile.Login, status, type, tx.At, how.Activate ? tx.At : null, tx.At, null, tx.At,
            prepared.Password is null ? null : tx.At, prepared.Password, prepared.Question, prepared.Answer, profile.Json);
        return user with { Provider = prepared.Provider };
    }

    private static async ValueTask<Refusal?> Join(WriteTransaction tx, User user, IReadOnlyCollection<string> groups)
    {
        foreach (var id in groups)
        {
            var group = await tx.One($"select type, name from groups where org_id = {tx.Org.Id} and id = {id}", row => (Type: row.Text(0), Name: row.Text(1)));
            if (group.Type is null) return Refusal.NotFound(id, "UserGroup");
            if (group.Type != "OKTA_GROUP") return Refusal.Invalid("groupIds", "groupIds: Members are added to groups of type OKTA_GROUP alone.");
            await GroupTable.Add(tx, id, user.Id, GroupTable.ByHand);
            tx.Record(Event.Of(GroupEvents.MemberAdded, user.Target, new EventTarget(id, "UserGroup", "unknown", group.Name)));
        }
        if (groups.Count > 0) await AppAssignments.MembershipChanged(tx, user.Id);
        return null;
    }
}

/// <summary>How a user is to be made.</summary>
/// <param name="Activate">Made active, or as near to it as its credentials allow.</param>
/// <param name="ExpirePassword">Must change the password at the first sign-in.</param>
/// <param name="OfProvider">Signs in with another identity provider.</param>
internal sealed record NewUser(bool Activate, bool ExpirePassword, bool OfProvider)
{
    /// <summary>Why the credentials do not go with this; null when they do.</summary>
    public Refusal? Problem(UserCredentials credentials)
    {
        if (ExpirePassword && !Activate)
            return Refusal.Of(400, "E0000125", "Could not create user. To create a user and expire their password immediately, \"activate\" must be true");
        if (ExpirePassword && !credentials.HasPassword)
            return Refusal.Of(400, "E0000124", "Could not create user. To create a user and expire their password immediately, a password must be specified");
        if (credentials.Provider is not null && !OfProvider) return Refusal.Invalid("provider", "provider: The parameter provider must be true for a user of another provider.");
        return credentials.Question is not null && credentials.Answer is null ? UserPassword.AnswerMissing : null;
    }

    /// <summary>The status that such a user begins with.</summary>
    public UserStatus StatusOf(UserPassword.Prepared prepared) =>
        !Activate ? UserStatus.STAGED
        : ExpirePassword ? UserStatus.PASSWORD_EXPIRED
        : prepared.Password is null && prepared.Provider is null ? UserStatus.PROVISIONED
        : UserStatus.ACTIVE;
}
