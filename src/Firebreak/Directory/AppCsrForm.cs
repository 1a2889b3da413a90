using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Firebreak.Directory;

/// <summary>Whom a certificate is asked for, as somebody sent it. Source: Okta, CsrMetadata.</summary>
/// <param name="Names">Attribute types (OIDs of X.520) and values, in the order in which a name is written.</param>
internal sealed record AppCsrForm(ImmutableArray<(string Oid, string Value)> Names, ImmutableArray<string> DnsNames)
{
    private const int LongestName = 128, LongestDnsName = 253, MostDnsNames = 100;

    private static readonly (string Field, string Oid)[] Fields =
    [
        ("countryName", "2.5.4.6"),
        ("stateOrProvinceName", "2.5.4.8"),
        ("localityName", "2.5.4.7"),
        ("organizationName", "2.5.4.10"),
        ("organizationalUnitName", "2.5.4.11"),
        ("commonName", "2.5.4.3"),
    ];

    public static Outcome<AppCsrForm> Read(JsonElement sent)
    {
        var subject = JsonText.Of(sent, "subject");
        if (subject.ValueKind != JsonValueKind.Object) return Wrong("subject", "An object is expected");
        var names = ImmutableArray.CreateBuilder<(string, string)>();
        foreach (var (field, oid) in Fields)
        {
            var value = JsonText.Of(subject, field);
            if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) continue;
            if (value.ValueKind != JsonValueKind.String || value.GetString()!.Trim() is not { Length: > 0 and <= LongestName } text) return Wrong($"subject.{field}", $"A text of at most {LongestName} characters is expected");
            names.Add((oid, text));
        }
        if (names.Count == 0) return Wrong("subject", "At least one name is expected");
        var given = JsonText.Of(JsonText.Of(sent, "subjectAltNames"), "dnsNames");
        if (given.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return new AppCsrForm(names.ToImmutable(), []);
        if (given.ValueKind != JsonValueKind.Array || given.GetArrayLength() > MostDnsNames || given.EnumerateArray().Any(name => !IsDnsName(name))) return Wrong("subjectAltNames.dnsNames", $"A list of at most {MostDnsNames} DNS names is expected");
        return new AppCsrForm(names.ToImmutable(), [.. given.EnumerateArray().Select(name => name.GetString()!)]);
    }

    /// <summary>The names as a distinguished name.</summary>
    public X500DistinguishedNameBuilder Subject()
    {
        var name = new X500DistinguishedNameBuilder();
        // The builder writes what was added last first. As at Okta a country may be spelled out, for which a PrintableString of two letters has no place.
        foreach (var (oid, value) in Names.Reverse()) name.Add(oid, value, UniversalTagNumber.UTF8String);
        return name;
    }

    private static bool IsDnsName(JsonElement name) => name.ValueKind == JsonValueKind.String && name.GetString()! is { Length: > 0 and <= LongestDnsName } text
        && text.Split('.').All(label => label.Length is > 0 and <= 63 && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '*'));

    private static Refusal Wrong(string field, string what) => Refusal.Invalid(field, $"{field}: {what}.");
}
