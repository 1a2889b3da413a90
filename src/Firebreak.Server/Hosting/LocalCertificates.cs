using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Firebreak.Server.Hosting;

/// <summary>The certificates of the development authority: ECDSA on P-256 throughout (RFC 5280 for their fields).</summary>
internal static class LocalCertificates
{
    private const int RootYears = 10;
    private const int LeafDays = 90;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1"; // RFC 5280, 4.2.1.12

    // For clients whose clock is behind.
    private static readonly TimeSpan Backdated = TimeSpan.FromDays(1);

    public static X509Certificate2 MakeRoot(LocalNames names, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // The number tells one machine's root from another's in a list of trusted roots.
        var name = new X500DistinguishedName($"CN=Firebreak development authority {RandomNumberGenerator.GetHexString(8, lowercase: true)}");
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(pathLengthConstraint: 0));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(names.ToConstraints());
        return request.CreateSelfSigned(now - Backdated, now.AddYears(RootYears));
    }

    public static X509Certificate2 MakeLeaf(X509Certificate2 root, LocalNames names, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName("CN=Firebreak development"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        request.CertificateExtensions.Add(names.ToAlternativeNames());
        // A leaf cannot be older than its root.
        var from = From(root) > now - Backdated ? From(root) : now - Backdated;
        using var signed = request.Create(root, from, now.AddDays(LeafDays), SerialNumber());
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>Whether a leaf for these names, made now, would hold under this root to its end.</summary>
    public static bool CanSign(X509Certificate2 root, LocalNames names, DateTimeOffset now)
    {
        if (!root.HasPrivateKey || From(root) > now || root.NotAfter.ToUniversalTime() < now.AddDays(LeafDays).UtcDateTime) return false;
        // The chain's own check knows best what the root's constraints allow.
        using var leaf = MakeLeaf(root, names, now);
        return IsGood(leaf, root, names, now);
    }

    /// <summary>Whether the leaf holds under this root at this time, and for all these names.</summary>
    public static bool IsGood(X509Certificate2 leaf, X509Certificate2 root, LocalNames names, DateTimeOffset at)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = at.UtcDateTime;
        return leaf.HasPrivateKey && chain.Build(leaf) && names.AreIn(leaf);
    }

    private static DateTimeOffset From(X509Certificate2 certificate) => new(certificate.NotBefore.ToUniversalTime());

    // RFC 5280, 4.1.2.2: positive, unique, at most 20 octets.
    private static byte[] SerialNumber()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40);
        return serial;
    }
}
