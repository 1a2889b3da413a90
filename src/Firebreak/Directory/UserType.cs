namespace Firebreak.Directory;

/// <summary>A type of user: its users share a schema. Source: Okta, User Types API.</summary>
/// <param name="Name">The name in expressions; never changes.</param>
/// <param name="IsDefault">The one that every org begins with and that cannot be deleted.</param>
/// <param name="CreatedBy">The id of who made it.</param>
public sealed record UserType(
    string Id, string Name, string DisplayName, string? Description, bool IsDefault, long Created, string CreatedBy, long LastUpdated, string LastUpdatedBy)
{
    /// <summary>The word that stands for the default type's id in a path, and for its schema's.</summary>
    public const string DefaultId = "default";

    /// <summary>The id of its schema.</summary>
    public string SchemaId => SchemaIdOf(Id);

    /// <summary>The user type as an event's target.</summary>
    public SystemLog.EventTarget Target => new(Id, "UserType", Name, DisplayName);

    /// <summary>The id of a type's schema: the same behind another prefix, as at Okta.</summary>
    public static string SchemaIdOf(string type) => type.Length > 3 ? string.Concat(Ids.Schema, type.AsSpan(3)) : type;
}
