using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Firebreak.Log.Events;

namespace Firebreak.Directory;

/// <summary>Makes RSA keys with their certificates (X.509, RFC 5280) and requests for such (PKCS#10, RFC 2986). Slow: before a transaction, never inside.</summary>
internal static class AppCertificates
{
    private const int KeyBits = 2048;

    // As at Okta: whoever's clock is a little behind takes a new certificate too.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    /// <summary>A new key and a certificate by which it vouches for itself, in an org's name.</summary>
    /// <returns>The certificate in DER, the private key in PKCS#8.</returns>
    public static (byte[] Certificate, byte[] PrivateKey) SelfSigned(Org org, DateTimeOffset now, int years)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(org.Name);
        name.AddOrganizationalUnitName("SSOProvider");
        name.AddOrganizationName("Firebreak");
        using var key = RSA.Create(KeyBits);
        using var certificate = Request(name, key).CreateSelfSigned(now - ClockSkew, now.AddYears(years));
        return (certificate.RawData, key.ExportPkcs8PrivateKey());
    }

    /// <summary>A new key and a request for a certificate of it.</summary>
    /// <returns>The request in DER, the private key in PKCS#8.</returns>
    public static (byte[] Request, byte[] PrivateKey) Requested(AppCsrForm form)
    {
        using var key = RSA.Create(KeyBits);
        var request = Request(form.Subject(), key);
        if (!form.DnsNames.IsEmpty)
        {
            var names = new SubjectAlternativeNameBuilder();
            foreach (var name in form.DnsNames) names.AddDnsName(name);
            request.CertificateExtensions.Add(names.Build());
        }
        return (request.CreateSigningRequest(), key.ExportPkcs8PrivateKey());
    }

    /// <summary>Whether a certificate is of the key that a request was made with.</summary>
    public static bool IsAnswer(X509Certificate2 certificate, byte[] request) =>
        CertificateRequest.LoadSigningRequest(request, HashAlgorithmName.SHA256, signerSignaturePadding: RSASignaturePadding.Pkcs1).PublicKey.ExportSubjectPublicKeyInfo().AsSpan()
            .SequenceEqual(certificate.PublicKey.ExportSubjectPublicKeyInfo());

    /// <summary>When a certificate ends, in UTC microseconds.</summary>
    public static long Ends(X509Certificate2 certificate) => Instant.From(new DateTimeOffset(certificate.NotAfter)).Micros;

    private static CertificateRequest Request(X500DistinguishedNameBuilder name, RSA key) =>
        new(name.Build(), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
}
