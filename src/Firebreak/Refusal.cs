using System.Collections.Immutable;

namespace Firebreak;

/// <summary>A "no" with Okta's stable error code, one sentence, and what caused it. Source: Okta's list of error codes.</summary>
/// <param name="Status">The HTTP status that goes with the code.</param>
/// <param name="Code">Okta's error code, such as E0000007.</param>
/// <param name="Summary">The sentence for the caller; never names another org's things or our insides.</param>
/// <param name="Causes">One sentence for each thing that is wrong.</param>
public sealed record Refusal(int Status, string Code, string Summary, ImmutableArray<string> Causes)
{
    /// <summary>True when somebody known tried what they may not: such a refusal is an event.</summary>
    public bool IsRecorded => Status == 403 && Code is "E0000006" or "E0000014" or "E0000016";

    /// <summary>400 E0000001: a value does not pass. The object is Okta's name of what was sent ("login", "Api validation").</summary>
    public static Refusal Invalid(string what, params ReadOnlySpan<string> causes) => new(400, "E0000001", $"Api validation failed: {what}", [.. causes]);

    /// <summary>400 E0000003: the body is not JSON, or not the JSON that this operation takes.</summary>
    public static Refusal BadBody(params ReadOnlySpan<string> causes) => new(400, "E0000003", "The request body was not well-formed.", [.. causes]);

    /// <summary>401 E0000004: the sign-in failed, whatever the reason.</summary>
    public static Refusal AuthenticationFailed { get; } = new(401, "E0000004", "Authentication failed", []);

    /// <summary>401 E0000005: no session, or one that has ended.</summary>
    public static Refusal InvalidSession { get; } = new(401, "E0000005", "Invalid session", []);

    /// <summary>403 E0000006: known, and not allowed.</summary>
    public static Refusal NotAllowed(params ReadOnlySpan<string> causes) =>
        new(403, "E0000006", "You do not have permission to perform the requested action", [.. causes]);

    /// <summary>404 E0000007: no such thing in this org. The kind is Okta's word ("User", "UserGroup", "AppInstance").</summary>
    public static Refusal NotFound(string id, string kind) => new(404, "E0000007", $"Not found: Resource not found: {id} ({kind})", []);

    /// <summary>404 E0000022 would be a wrong method; an unknown path is E0000022's neighbour and answers alike.</summary>
    public static Refusal NoSuchEndpoint { get; } = new(404, "E0000022", "The endpoint does not support the provided HTTP method", []);

    /// <summary>405 E0000022: the path exists, the method does not.</summary>
    public static Refusal MethodNotSupported { get; } = new(405, "E0000022", "The endpoint does not support the provided HTTP method", []);

    /// <summary>500 E0000009: our own failure; the error id finds it in the server's log.</summary>
    public static Refusal InternalError { get; } = new(500, "E0000009", "Internal Server Error", []);

    /// <summary>503 E0000010: the service is in read-only mode or cannot write now; nothing was done.</summary>
    public static Refusal Unavailable(params ReadOnlySpan<string> causes) => new(503, "E0000010", "Service is in read only mode", [.. causes]);

    /// <summary>401 E0000011: no token, a wrong one, or an ended one.</summary>
    public static Refusal InvalidToken { get; } = new(401, "E0000011", "Invalid token provided", []);

    /// <summary>403 E0000014: new credentials were refused.</summary>
    public static Refusal CredentialsNotUpdated(params ReadOnlySpan<string> causes) => new(403, "E0000014", "Update of credentials failed", [.. causes]);

    /// <summary>403 E0000016: the user is active already, or may not be activated.</summary>
    public static Refusal ActivationFailed(params ReadOnlySpan<string> causes) => new(403, "E0000016", "Activation failed because the user is already active", [.. causes]);

    /// <summary>400 E0000021: the body is not of a media type that this operation takes.</summary>
    public static Refusal BadMediaType { get; } = new(415, "E0000021", "Bad request.  Accept and/or Content-Type headers likely do not match supported values.", []);

    /// <summary>400 E0000031: a filter or search that cannot be read, or asks what cannot be asked.</summary>
    public static Refusal BadSearch(string cause) => new(400, "E0000031", "Invalid search criteria.", [cause]);

    /// <summary>403 E0000038: not in this user's status.</summary>
    public static Refusal WrongStatus { get; } = new(403, "E0000038", "This operation is not allowed in the user's current status.", []);

    /// <summary>429 E0000047: too many requests.</summary>
    public static Refusal TooMany { get; } = new(429, "E0000047", "API call exceeded rate limit due to too many requests.", []);

    /// <summary>400 E0000039 and the like: any other code of the list with its own sentence.</summary>
    public static Refusal Of(int status, string code, string summary, params ReadOnlySpan<string> causes) => new(status, code, summary, [.. causes]);
}
