using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>
/// Which attributes the profiles of one user type have: Okta's 31, and those that an administrator added. Source: Okta, Schemas API; lengths
/// and formats as real orgs answer them.
/// </summary>
internal sealed class ProfileSchema
{
    /// <summary>Okta's own attributes.</summary>
    public static ImmutableArray<ProfileAttribute> Base { get; } =
    [
        new("login", "string") { Required = true, MinLength = 5, MaxLength = 100 },
        new("firstName", "string") { Required = true, MinLength = 1, MaxLength = 50 },
        new("lastName", "string") { Required = true, MinLength = 1, MaxLength = 50 },
        new("middleName", "string"),
        new("honorificPrefix", "string"),
        new("honorificSuffix", "string"),
        new("email", "string") { Required = true, MinLength = 5, MaxLength = 100, Format = "email" },
        new("title", "string"),
        new("displayName", "string"),
        new("nickName", "string"),
        new("profileUrl", "string") { Format = "uri" },
        new("secondEmail", "string") { MaxLength = 100, Format = "email" },
        new("mobilePhone", "string") { MaxLength = 100 },
        new("primaryPhone", "string") { MaxLength = 100 },
        new("streetAddress", "string") { MaxLength = 1024 },
        new("city", "string") { MaxLength = 128 },
        new("state", "string") { MaxLength = 128 },
        new("zipCode", "string") { MaxLength = 50 },
        new("countryCode", "string") { MaxLength = 2, Format = "country-code" },
        new("postalAddress", "string") { MaxLength = 4096 },
        new("preferredLanguage", "string") { Format = "language-code" },
        new("locale", "string") { Format = "locale" },
        new("timezone", "string") { Format = "timezone" },
        new("userType", "string"),
        new("employeeNumber", "string"),
        new("costCenter", "string"),
        new("organization", "string"),
        new("division", "string"),
        new("department", "string"),
        new("managerId", "string"),
        new("manager", "string"),
    ];

    private static readonly FrozenDictionary<string, int> Positions = Base.Select((attribute, i) => (attribute.Name, i)).ToFrozenDictionary(pair => pair.Name, pair => pair.i);

    private static readonly ProfileSchema Plain = new([.. Base]);

    private readonly FrozenDictionary<string, ProfileAttribute> _attributes;
    private readonly ImmutableArray<ProfileAttribute> _inOrder;

    private ProfileSchema(ImmutableArray<ProfileAttribute> attributes) =>
        (_inOrder, _attributes) = (attributes, attributes.ToFrozenDictionary(attribute => attribute.Name));

    /// <summary>The attributes that no two users may share a value of.</summary>
    public IEnumerable<ProfileAttribute> Unique => _inOrder.Where(attribute => attribute.IsUnique);

    /// <summary>The schema of a row of the table <c>schemas</c>: added attributes, and what was changed of Okta's own, each by name.</summary>
    public static ProfileSchema Read(string custom, string changed)
    {
        if (custom == "{}" && changed == "{}") return Plain;
        var changes = JsonElement.Parse(changed);
        return new ProfileSchema(
        [
            .. Base.Select(attribute => changes.TryGetProperty(attribute.Name, out var change) ? ProfileAttribute.Read(attribute.Name, change, attribute) : attribute),
            .. JsonElement.Parse(custom).EnumerateObject().Where(property => !Positions.ContainsKey(property.Name)).Select(property => ProfileAttribute.Read(property.Name, property.Value)),
        ]);
    }

    /// <summary>The schema of a user type; null when there is no such type.</summary>
    public static async ValueTask<(string TypeId, ProfileSchema Schema)?> Find(Queries db, string org, string? typeId)
    {
        Sql which = typeId is null ? (Sql)$"t.is_default = 1" : $"t.id = {typeId}";
        return await db.One<(string, ProfileSchema)?>(
            $"select t.id, s.custom, s.base from user_types t join schemas s on s.org_id = t.org_id and s.owner = t.id and s.kind = 'user' where t.org_id = {org} and {which}",
            row => (row.Text(0), Read(row.Text(1), row.Text(2))));
    }

    /// <summary>The names of the attributes of any user type of an org: what can be searched.</summary>
    public static async ValueTask<FrozenSet<string>> Names(Queries db, string org)
    {
        var custom = await db.All($"select custom from schemas where org_id = {org} and kind = 'user'", row => row.Text(0));
        return Base.Select(attribute => attribute.Name)
            .Concat(custom.Where(json => json != "{}").SelectMany(json => JsonElement.Parse(json).EnumerateObject().Select(property => property.Name)))
            .ToFrozenSet();
    }

    /// <summary>Names in the order in which they are shown: Okta's own in Okta's order, then the others by name.</summary>
    public static IEnumerable<string> Order(IEnumerable<string> names) =>
        names.OrderBy(name => Positions.GetValueOrDefault(name, int.MaxValue)).ThenBy(name => name, StringComparer.Ordinal);

    /// <summary>The profile that was sent, put over another one when only a part was sent; or everything that is wrong with it.</summary>
    /// <param name="profile">The attributes sent; null when none were.</param>
    /// <param name="what">Okta's word for what was sent, when it has attributes that the schema does not: newUser, newProfile.</param>
    public Outcome<Profile> Check(JsonElement? profile, Profile? over, string what)
    {
        var sent = profile ?? JsonElement.Parse("{}");
        var values = over is null ? [] : over.Values.Where(pair => _attributes.ContainsKey(pair.Key)).ToDictionary();
        foreach (var property in sent.EnumerateObject())
        {
            if (!_attributes.ContainsKey(property.Name)) return Unknown(sent, what);
            if (property.Value.ValueKind == JsonValueKind.Null) values.Remove(property.Name);
            else values[property.Name] = property.Value;
        }
        List<(string Name, string Problem)>? wrong = null;
        foreach (var attribute in _inOrder)
            if (Problem(attribute, values) is { } problem) (wrong ??= []).Add((attribute.Name, problem));
        return wrong is null ? new Profile(values) : Refusal.Invalid(wrong[0].Name, [.. wrong.Select(found => $"{found.Name}: {found.Problem}")]);
    }

    private static string? Problem(ProfileAttribute attribute, Dictionary<string, JsonElement> values) =>
        values.TryGetValue(attribute.Name, out var value) && !(attribute.Required && value.ValueKind == JsonValueKind.String && value.GetRawText() == "\"\"") ? attribute.Problem(value)
        : attribute.Required ? "The field cannot be left blank"
        : null;

    private Refusal Unknown(JsonElement sent, string what) => Refusal.Invalid(what,
    [
        .. sent.EnumerateObject().Select(property => property.Name).Where(name => !_attributes.ContainsKey(name)).Take(10)
            .Select(name => $"Property name {(name.Length <= 64 ? name : name[..64])} is not defined in the profile's schema."),
    ]);
}
