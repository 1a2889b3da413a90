namespace Firebreak.Directory;

/// <summary>Which users are asked for, in which order, from where. Source: Okta, Users API, "List all users".</summary>
/// <param name="Search">A SCIM expression over all that users are searched by.</param>
/// <param name="Filter">A SCIM expression over Okta's short list of properties.</param>
/// <param name="Prefix">What a name, mail address or login begins with (Okta's parameter q).</param>
/// <param name="SortBy">A property, with <paramref name="Search"/> alone.</param>
/// <param name="After">Where the last page ended.</param>
internal sealed record UserQuestion(string? Search, string? Filter, string? Prefix, string? SortBy, bool Descending, string? After, int Limit);

/// <summary>A page of users, and where the next one begins (null: nowhere).</summary>
internal sealed record UserPage(IReadOnlyList<User> Users, string? Next);
