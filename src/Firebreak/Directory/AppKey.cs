using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>A key credential: an RSA key that signs what apps are sent, and its certificate. Source: Okta, Application SSO Credential Keys API.</summary>
/// <param name="Certificate">X.509, DER.</param>
/// <param name="Wrapped">The private key (PKCS#8), sealed for this org and this id.</param>
internal sealed record AppKey(string Id, long Created, long LastUpdated, byte[] Certificate, byte[] Wrapped)
{
    public const string Kind = "JsonWebKey";

    public EventTarget Target => new(Id, Kind, Id, Id);

    public override string ToString() => $"AppKey({Id})";
}

/// <summary>A request for a certificate, and the key that waits for it. Once the certificate is published both are a key credential.</summary>
/// <param name="Request">PKCS#10, DER.</param>
/// <param name="Wrapped">The private key (PKCS#8), sealed for this org and this id.</param>
internal sealed record AppCsr(string Id, long Created, byte[] Request, byte[] Wrapped)
{
    public const string Kind = "CertificateSigningRequest";

    public EventTarget Target => new(Id, Kind, Id, Id);

    public override string ToString() => $"AppCsr({Id})";
}
