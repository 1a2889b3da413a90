using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>What every change of one user has in common.</summary>
internal static class UserChanges
{
    /// <summary>Finds the user, sees whether the caller may, and makes the change.</summary>
    /// <param name="id">An id, a login, a login's short name, or me.</param>
    public static Task<Outcome<T>> Run<T>(
        Store store, Caller caller, Permission permission, string id, Func<WriteTransaction, User, ValueTask<Outcome<T>>> change, CancellationToken ct) =>
        store.Write<T>(caller, permission, async tx =>
        {
            if (await Users.Find(tx, tx.Caller, id) is not { } user) return Refusal.NotFound(id, "User");
            return await UserAuthority.Refuse(tx, permission, user) is { } refusal ? refusal : await change(tx, user);
        }, ct);

    /// <summary>The user with the profile and the type that were sent.</summary>
    public static async ValueTask<Outcome<User>> Apply(WriteTransaction tx, User user, UserRequest sent, bool replace)
    {
        var typeId = sent.TypeId ?? user.TypeId;
        if (typeId != user.TypeId && !replace) return Refusal.Invalid("type", "type: The user type is changed by a full replacement alone.");
        if (sent.Profile is null && typeId == user.TypeId) return user;
        if (await ProfileSchema.Find(tx, tx.Org.Id, typeId) is not var (_, schema)) return Refusal.Invalid("type", "type: There is no such user type.");
        var before = Profile.Parse(user.Profile);
        var made = schema.Check(sent.Profile, replace && sent.Profile is not null ? null : before, "newProfile");
        if (made.Refusal is { } wrong) return wrong;
        if (await Users.Taken(tx, made.Value, schema, user.Id) is { } taken) return taken;
        return user with { Profile = made.Value.Json, TypeId = typeId };
    }

    /// <summary>Records which attributes changed, never their values.</summary>
    public static void Record(WriteTransaction tx, User before, User after)
    {
        if (before.TypeId != after.TypeId)
            tx.Record(Event.Of(UserEvents.TypeUpdated, after.Target).With("oldTypeId", before.TypeId).With("newTypeId", after.TypeId));
        var changed = before.Profile == after.Profile ? [] : Profile.Changes(Profile.Parse(before.Profile), Profile.Parse(after.Profile));
        if (changed.Count > 0 || tx.Intents.Count == 0)
            tx.Record(Event.Of(UserEvents.ProfileUpdated, after.Target).With("changedAttributes", string.Join(',', changed)));
    }
}
