using System.Text.Json;

namespace Firebreak.Expressions;

/// <summary>All that an expression can learn of a user.</summary>
/// <param name="Profile">The profile's object; an attribute that is not in it is null.</param>
/// <param name="Status">Okta's word, such as <c>ACTIVE</c>.</param>
/// <param name="GroupIds">The groups that the user is a member of.</param>
/// <param name="GroupNames">The names of the same groups.</param>
public sealed record ExpressionUser(JsonElement Profile, string Id, string Status, IReadOnlySet<string> GroupIds, IReadOnlyCollection<string> GroupNames);
