using System.Collections.Immutable;

namespace Firebreak.Directory;

/// <summary>The attributes that every profile has: Okta's 31 of users, two of groups, one of an app's users. Source: the recorded schemas of real orgs.</summary>
internal static class BaseAttributes
{
    /// <summary>Of users, in Okta's order.</summary>
    public static ImmutableArray<SchemaAttribute> OfUsers { get; } =
    [
        Text("login", "Username", "READ_ONLY") with { IsRequired = true, MinLength = 5, MaxLength = 100 },
        Text("firstName", "First name", "READ_WRITE") with { IsRequired = true, MinLength = 1, MaxLength = 50 },
        Text("lastName", "Last name", "READ_WRITE") with { IsRequired = true, MinLength = 1, MaxLength = 50 },
        Text("middleName", "Middle name", "READ_ONLY"),
        Text("honorificPrefix", "Honorific prefix", "READ_ONLY"),
        Text("honorificSuffix", "Honorific suffix", "READ_ONLY"),
        Text("email", "Primary email", "READ_WRITE") with { IsRequired = true, MinLength = 5, MaxLength = 100, Format = "email" },
        Text("title", "Title", "READ_ONLY"),
        Text("displayName", "Display name", "READ_ONLY"),
        Text("nickName", "Nickname", "READ_ONLY"),
        Text("profileUrl", "Profile Url", "READ_ONLY") with { Format = "uri" },
        Text("secondEmail", "Secondary email", "READ_WRITE") with { MinLength = 5, MaxLength = 100, Format = "email" },
        Text("mobilePhone", "Mobile phone", "READ_WRITE") with { MaxLength = 100 },
        Text("primaryPhone", "Primary phone", "HIDE") with { MaxLength = 100 },
        Text("streetAddress", "Street address", "HIDE") with { MaxLength = 1024 },
        Text("city", "City", "HIDE") with { MaxLength = 128 },
        Text("state", "State", "HIDE") with { MaxLength = 128 },
        Text("zipCode", "Zip code", "HIDE") with { MaxLength = 50 },
        Text("countryCode", "Country code", "HIDE") with { MaxLength = 2, Format = "country-code" },
        Text("postalAddress", "Postal Address", "HIDE") with { MaxLength = 4096 },
        Text("preferredLanguage", "Preferred language", "READ_ONLY") with { Format = "language-code" },
        Text("locale", "Locale", "READ_ONLY") with { Format = "locale" },
        Text("timezone", "Time zone", "READ_ONLY") with { Format = "timezone" },
        Text("userType", "User type", "READ_ONLY"),
        Text("employeeNumber", "Employee number", "READ_ONLY"),
        Text("costCenter", "Cost center", "READ_ONLY"),
        Text("organization", "Organization", "READ_ONLY"),
        Text("division", "Division", "READ_ONLY"),
        Text("department", "Department", "READ_ONLY"),
        Text("managerId", "ManagerId", "READ_ONLY"),
        Text("manager", "Manager", "READ_ONLY"),
    ];

    /// <summary>Of groups.</summary>
    public static ImmutableArray<SchemaAttribute> OfGroups { get; } =
    [
        Text("name", "Name", "READ_WRITE") with { Description = "Name", IsRequired = true, MaxLength = 255 },
        Text("description", "Description", "READ_WRITE") with { Description = "Description", MaxLength = 1024 },
    ];

    /// <summary>Of an app's users.</summary>
    public static ImmutableArray<SchemaAttribute> OfAppUsers { get; } =
    [
        Text("userName", "Username", "READ_ONLY") with { IsRequired = true, MaxLength = 100 },
    ];

    private static SchemaAttribute Text(string name, string title, string self) => new(name, AttributeType.String, title) { Self = self };
}
