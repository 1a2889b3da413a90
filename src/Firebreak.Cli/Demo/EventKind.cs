namespace Firebreak.Cli.Demo;

/// <summary>One kind of event: the templates of the fields that differ by kind, and how often it happens.</summary>
internal sealed record EventKind(
    int Often, Template Type, Template Message, Template Legacy, Template Outcome, Template Severity, Template Target, Template Debug)
{
    /// <summary>A kind that succeeds; debugData holds <paramref name="debug"/>, a comma after each, and the request.</summary>
    public static EventKind Of(int often, string type, string message, string? legacy, string uri, string target, string debug) =>
        Of(often, type, message, legacy, uri, target, debug, "INFO", "SUCCESS", null);

    /// <summary>A kind that is refused.</summary>
    public static EventKind Refused(int often, string type, string message, string? legacy, string uri, string target, string debug) =>
        Of(often, type, message, legacy, uri, target, debug, "WARN", "FAILURE", "INVALID_CREDENTIALS");

    private static EventKind Of(
        int often, string type, string message, string? legacy, string uri, string target, string debug,
        string severity, string result, string? reason) => new(
        often,
        Template.Of($"\"eventType\":\"{type}\""),
        Template.Of($"\"displayMessage\":\"{message}\""),
        Template.Of($"\"legacyEventType\":{Text(legacy)}"),
        Template.Of($$"""
            "outcome":{"result":"{{result}}","reason":{{Text(reason)}}}
            """),
        Template.Of($"\"severity\":\"{severity}\""),
        Template.Of($"\"target\":[{target}]"),
        Template.Of($$$"""
            "debugContext":{"debugData":{{{{debug}}}"requestId":"<Request>","requestUri":"{{{uri}}}"}}
            """));

    private static string Text(string? text) => text is null ? "null" : $"\"{text}\"";
}
