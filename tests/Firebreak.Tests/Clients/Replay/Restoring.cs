using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Firebreak.Tests.Clients.Replay;

/// <summary>
/// Recordings of 2020 lost the bodies of their requests. What was created is in the answer, so most can be sent again: what Okta answered,
/// without what only Okta sets, and with a password where the answer shows that one was set.
/// </summary>
internal static partial class Restoring
{
    private const string First = "Tr1cky-Pass.word", Second = "0ther-Pass.word", Reply = "because it is there", InSessions = "TempPassword123!";

    private static readonly HashSet<string> SetByOkta =
    [
        "id", "orn", "status", "created", "createdBy", "activated", "statusChanged", "lastLogin", "lastUpdated", "lastUpdatedBy", "lastMembershipUpdated",
        "passwordChanged", "objectClass", "_links", "_embedded", "default", "syncState", "externalId", "universalLogout", "allGroupsValid",
    ];

    /// <summary>Whether an exchange needs a body that was not recorded.</summary>
    public static bool IsMissing(Exchange exchange) =>
        exchange.Sent is null && exchange.Method is "POST" or "PUT" && exchange.Sent is null && !WithoutBody().IsMatch(exchange.Path.Split('?')[0]);

    /// <summary>The body as it must have been; null when the answer does not tell.</summary>
    /// <param name="address">Our org's address, in the place of the recorded one's.</param>
    public static JsonNode? Body(Exchange exchange, string address)
    {
        var path = exchange.Path.Split('?')[0];
        if (path.EndsWith("/credentials/change_password", StringComparison.Ordinal)) return JsonNode.Parse($$$"""{"oldPassword":{"value":"{{{First}}}"},"newPassword":{"value":"{{{Second}}}"}}""");
        if (path.EndsWith("/credentials/forgot_password_recovery_question", StringComparison.Ordinal))
            return JsonNode.Parse($$$"""{"password":{"value":"{{{Second}}}"},"recovery_question":{"answer":"{{{Reply}}}"}}""");
        if (exchange.Status >= 300 || exchange.Answered is not JsonObject answer) return null;
        if (path == "/api/v1/authn") return new JsonObject { ["username"] = answer["_embedded"]?["user"]?["profile"]?["login"]?.DeepClone(), ["password"] = InSessions };
        if (path.EndsWith("/credentials/change_recovery_question", StringComparison.Ordinal))
            return JsonNode.Parse($$$"""{"password":{"value":"{{{First}}}"},"recovery_question":{"question":"{{{answer["recovery_question"]?["question"]}}}","answer":"{{{Reply}}}"}}""");
        if (User().IsMatch(path)) return OfUser(answer);
        if (path.EndsWith("/grants", StringComparison.Ordinal)) return new JsonObject { ["issuer"] = address, ["scopeId"] = answer["scopeId"]?.DeepClone() };
        if (path.EndsWith("/credentials/csrs", StringComparison.Ordinal)) return OfCsr((string)answer["csr"]!);
        if (Roles().IsMatch(path)) return new JsonObject { ["type"] = answer["type"]?.DeepClone() };
        if (path.Contains("/meta/schemas/", StringComparison.Ordinal)) return new JsonObject { ["definitions"] = new JsonObject { ["custom"] = answer["definitions"]?["custom"]?.DeepClone() } };
        var keepId = AppUsers().IsMatch(path);
        var body = new JsonObject();
        foreach (var (name, value) in answer)
            if ((!SetByOkta.Contains(name) || (keepId && name == "id")) && value is not null && !(name == "type" && Groups().IsMatch(path))) body[name] = value.DeepClone();
        (body["credentials"] as JsonObject)?.Remove("signing");
        if (body["credentials"]?["oauthClient"] is JsonObject client)
            foreach (var secret in new[] { "client_id", "client_secret" }) client.Remove(secret);
        // The group that a policy was for was there before the recording began; without it, it is for everyone.
        if (Policies().IsMatch(path)) (body["conditions"] as JsonObject)?.Remove("people");
        return body.Count == 0 ? null : body;
    }

    private static JsonObject OfUser(JsonObject answer)
    {
        var body = new JsonObject { ["profile"] = answer["profile"]?.DeepClone() };
        var credentials = new JsonObject();
        if (answer["credentials"]?["password"] is not null) credentials["password"] = new JsonObject { ["value"] = First };
        if (answer["credentials"]?["recovery_question"]?["question"] is { } question)
            credentials["recovery_question"] = new JsonObject { ["question"] = question.DeepClone(), ["answer"] = Reply };
        if (credentials.Count > 0) body["credentials"] = credentials;
        return body;
    }

    // What was asked for stands in the request that came of it (PKCS#10).
    private static JsonObject OfCsr(string base64)
    {
        var request = CertificateRequest.LoadSigningRequest(Convert.FromBase64String(base64), HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        var subject = new JsonObject();
        foreach (var name in request.SubjectName.EnumerateRelativeDistinguishedNames(reversed: false))
            subject[name.GetSingleElementType().Value switch { "2.5.4.6" => "countryName", "2.5.4.8" => "stateOrProvinceName", "2.5.4.7" => "localityName", "2.5.4.10" => "organizationName", "2.5.4.11" => "organizationalUnitName", _ => "commonName" }] = name.GetSingleElementValue();
        var hosts = request.CertificateExtensions.Where(extension => extension.Oid?.Value == "2.5.29.17").SelectMany(extension => new X509SubjectAlternativeNameExtension(extension.RawData).EnumerateDnsNames());
        return new JsonObject { ["subject"] = subject, ["subjectAltNames"] = new JsonObject { ["dnsNames"] = new JsonArray([.. hosts.Select(host => (JsonNode)host)]) } };
    }

    [GeneratedRegex("/lifecycle/|/generate|/clone|/credentials/forgot_password$|/oktaSupport/|/preferences/|/oktaCommunication/|/groups/[^/]+/users/|/groups/[^/]+/owners/|/targets/|/resend|^/api/v1/sessions")]
    private static partial Regex WithoutBody();

    [GeneratedRegex("^/api/v1/users(/[^/]+)?$")]
    private static partial Regex User();

    [GeneratedRegex("^/api/v1/(users|groups)/[^/]+/roles$")]
    private static partial Regex Roles();

    [GeneratedRegex("^/api/v1/policies(/[^/]+)?$")]
    private static partial Regex Policies();

    [GeneratedRegex("^/api/v1/apps/[^/]+/users$")]
    private static partial Regex AppUsers();

    [GeneratedRegex("^/api/v1/groups(/[^/]+)?$")]
    private static partial Regex Groups();
}
