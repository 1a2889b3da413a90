using Firebreak.Expressions;

namespace Firebreak.SystemLog;

/// <summary>Reads the parameter <c>filter</c> of the System Log. Source: Okta, System Log query.</summary>
internal static class LogSearchFilter
{
    // Source: Okta's schema LogEvent and list of fields; orgId and device stand in events, not in the schema.
    private static readonly HashSet<string> Attributes = new(StringComparer.Ordinal)
    {
        "actor", "authenticationContext", "client", "debugContext", "device", "displayMessage", "eventType", "legacyEventType", "orgId", "outcome",
        "published", "request", "securityContext", "severity", "target", "transaction", "uuid", "version",
    };

    // Spellings that Okta's own examples use.
    private static readonly Dictionary<string, string> Spellings = new(StringComparer.Ordinal)
    {
        ["event_type"] = "eventType",
        ["display_message"] = "displayMessage",
    };

    private static readonly HashSet<string> NotContains = new(StringComparer.Ordinal) { "debugContext.debugData.url", "debugContext.debugData.requestUri" };

    /// <summary>The filter, or why it is none, with the codes that Okta documents for it.</summary>
    public static Outcome<Filter> Read(string text)
    {
        if (!ScimFilter.TryParse(text, out var filter, out var problem)) return Invalid($"Invalid filter: {problem}");
        filter = Respelled(filter);
        return Problem(filter) is { } refusal ? refusal : filter;
    }

    private static Refusal? Problem(Filter filter) => filter switch
    {
        Filter.And and => and.Parts.Select(Problem).FirstOrDefault(problem => problem is not null),
        Filter.Or or => or.Parts.Select(Problem).FirstOrDefault(problem => problem is not null),
        Filter.Not not => Problem(not.Inner),
        Filter.Present present => Problem(present.Path),
        Filter.Comparison { Operator: FilterOperator.Contains } test when NotContains.Contains(test.Path.ToString()) =>
            Refusal.Of(400, "E0000031", $"The supplied combination of operator and field is not currently supported. Operator: co, Field: {test.Path}"),
        Filter.Comparison test => Problem(test.Path),
        _ => Invalid("Invalid filter: [ ] is not supported in the System Log."),
    };

    private static Refusal? Problem(AttributePath path) =>
        path.Schema is null && Attributes.Contains(path.Names[0]) ? null : Invalid($"field is not valid: {path}");

    private static Filter Respelled(Filter filter) => filter switch
    {
        Filter.And and => new Filter.And([.. and.Parts.Select(Respelled)]),
        Filter.Or or => new Filter.Or([.. or.Parts.Select(Respelled)]),
        Filter.Not not => new Filter.Not(Respelled(not.Inner)),
        Filter.Present present => new Filter.Present(Respelled(present.Path)),
        Filter.Comparison test => new Filter.Comparison(Respelled(test.Path), test.Operator, test.Value),
        _ => filter,
    };

    private static AttributePath Respelled(AttributePath path) =>
        Spellings.TryGetValue(path.ToString(), out var spelling) && AttributePath.TryParse(spelling, out var respelled) ? respelled : path;

    private static Refusal Invalid(string summary) => Refusal.Of(400, "E0000053", summary);
}
