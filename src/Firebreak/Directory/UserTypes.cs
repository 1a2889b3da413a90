using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>What can be done with user types. Source: Okta, User Types API.</summary>
public static class UserTypes
{
    /// <summary>The most types of an org: the default one and nine more.</summary>
    public const int Most = 10;

    /// <summary>The most characters of a name, a display name and a description.</summary>
    public const int MostName = 100, MostDisplayName = 255, MostDescription = 1024;

    /// <summary>Makes a user type with a schema of its own, to which nothing is added yet.</summary>
    public static async Task<Outcome<UserType>> Create(Store store, Caller caller, string name, string displayName, string? description, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(caller);
        if (WrongName(name) is { } wrong) return Refusal.Invalid("name", wrong);
        if (Wrong(displayName, description) is { } refusal) return refusal;
        return await store.Write<UserType>(caller, Permission.ManageSchemas, async tx =>
        {
            if (await UserTypeTable.HasName(tx, tx.Org.Id, name)) return Refusal.Invalid("name", "name: An object with this field already exists in the current organization");
            if ((await UserTypeTable.List(tx, tx.Org.Id)).Count >= Most) return Refusal.Invalid("userType", $"userType: An org has at most {Most} user types");
            var by = caller.Actor.Id;
            var type = new UserType(Ids.New(Ids.UserType, tx.At), name, displayName, description, IsDefault: false, tx.At, by, tx.At, by);
            await UserTypeTable.Insert(tx, type);
            await SchemaTable.Put(tx, new KeptSchema(type.SchemaId, type.Id, Schema.Plain(SchemaKind.User), tx.At, tx.At));
            tx.Record(Event.Of(UserTypeEvents.Created, type.Target));
            return type;
        }, ct);
    }

    /// <summary>Changes what a type is called. A name may be sent, but must be the one that it has.</summary>
    /// <param name="change">What it is called afterwards, made of what it is called now.</param>
    public static async Task<Outcome<UserType>> Update(
        Store store, Caller caller, string id, string? name, Func<UserType, (string DisplayName, string? Description)> change, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(change);
        return await store.Write<UserType>(caller, Permission.ManageSchemas, async tx =>
        {
            if (await UserTypeTable.Find(tx, tx.Org.Id, id) is not { } known) return NotFound(id);
            if (name is not null && name != known.Name) return Refusal.Invalid("name", "name: The name of a user type cannot be changed");
            var (displayName, description) = change(known);
            if (Wrong(displayName, description) is { } refusal) return refusal;
            var type = known with { DisplayName = displayName, Description = description, LastUpdated = tx.At, LastUpdatedBy = caller.Actor.Id };
            await UserTypeTable.Update(tx, type);
            tx.Record(Event.Of(UserTypeEvents.Updated, type.Target));
            return type;
        }, ct);
    }

    /// <summary>Deletes a type and its schema; not the default one, and not while a user is of it.</summary>
    public static async Task<Outcome<Done>> Delete(Store store, Caller caller, string id, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return await store.Write<Done>(caller, Permission.ManageSchemas, async tx =>
        {
            if (await UserTypeTable.Find(tx, tx.Org.Id, id) is not { } type) return NotFound(id);
            if (type.IsDefault || await UserTypeTable.HasUsers(tx, tx.Org.Id, type.Id)) return Refusal.Of(403, "E0000142", "This User Type cannot be deleted.");
            await UserTypeTable.Delete(tx, type.Id);
            await SchemaTable.Delete(tx, type.SchemaId);
            tx.Record(Event.Of(UserTypeEvents.Deleted, type.Target));
            return Done.It;
        }, ct);
    }

    /// <summary>404 with the word that real orgs use.</summary>
    internal static Refusal NotFound(string id) => Refusal.NotFound(id, "CVDType");

    private static string? WrongName(string name) =>
        name.Length is > 0 and <= MostName && char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? null
            : $"name: At most {MostName} letters, digits and underscores that begin with a letter are expected";

    private static Refusal? Wrong(string displayName, string? description)
    {
        if (string.IsNullOrWhiteSpace(displayName)) return Refusal.Invalid("displayName", "displayName: The field cannot be left blank");
        if (displayName.Length > MostDisplayName) return Refusal.Invalid("displayName", $"displayName: The field cannot exceed {MostDisplayName} characters");
        return description is { Length: > MostDescription } ? Refusal.Invalid("description", $"description: The field cannot exceed {MostDescription} characters") : null;
    }
}

/// <summary>Events of user types: making one has Okta's name; for the rest Okta has none.</summary>
internal static class UserTypeEvents
{
    public static readonly EventType Created = new("directory.non_default_user_profile.create", "Create non-default universal directory user profile");
    public static readonly EventType Updated = new("firebreak.user_type.update", "Update user type");
    public static readonly EventType Deleted = new("firebreak.user_type.delete", "Delete user type");
}
