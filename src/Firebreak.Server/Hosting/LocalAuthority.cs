using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Firebreak.Server.Hosting;

/// <summary>What the service shows its clients, and what they must trust for it.</summary>
/// <param name="Leaf">The certificate with its private key.</param>
/// <param name="Chain">The certificates above it, up to the root.</param>
/// <param name="RootPath">The full path of the root as PEM: for NODE_EXTRA_CA_CERTS, curl's --cacert, a browser's store.</param>
internal sealed record LocalCertificate(X509Certificate2 Leaf, X509Certificate2Collection Chain, string RootPath);

/// <summary>
/// A certificate authority for development, made on first start. Its root is constrained to this machine's own names: whoever
/// steals its key can pretend to be those and nothing else.
/// </summary>
/// <remarks>
/// <c>tls/authority.pem</c> holds the root with its key and <c>tls/leaf.pem</c> the leaf with its key, each readable by their owner
/// alone and in one file, so that a crash cannot part a key from its certificate; <c>tls/root.pem</c> is for everybody.
/// </remarks>
internal static class LocalAuthority
{
    /// <summary>A leaf with less left is made anew at start.</summary>
    public const int RenewalDays = 30;

    /// <summary>
    /// The certificate for <c>localhost</c>, 127.0.0.1, ::1 and the given names, with <c>*.name</c> for each host name. Made, or made anew,
    /// where there is none, it ends soon, it lacks a name, or its file is damaged. The root is kept as long as it can sign such a
    /// leaf; when it cannot (a new host name is outside its constraints, or it ends before the leaf), a new root is made, to be trusted again.
    /// </summary>
    /// <param name="folder">The data folder; the files go into <c>tls</c> in it.</param>
    /// <param name="hostNames">
    /// Host names and addresses. OpenSSL and Node refuse a wildcard right under a single label such as <c>*.localhost</c>, so a
    /// name under <c>localhost</c> is to be given itself; its root stays, because all names under a permitted one are permitted.
    /// </param>
    /// <param name="time">The machine's clock, also where the service's own is shifted: clients check against theirs.</param>
    /// <exception cref="IOException">The files cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The files cannot be read or written by this user.</exception>
    public static LocalCertificate Ensure(string folder, IEnumerable<string> hostNames, TimeProvider time)
    {
        var tls = Path.Combine(Path.GetFullPath(folder), "tls");
        System.IO.Directory.CreateDirectory(tls);
        var names = LocalNames.Of(hostNames);
        var now = time.GetUtcNow();
        var root = TryLoad(Path.Combine(tls, "authority.pem"));
        if (root is null || !LocalCertificates.CanSign(root, names, now))
        {
            root = LocalCertificates.MakeRoot(names, now);
            OwnerFile.Write(Path.Combine(tls, "authority.pem"), Pem(root), ownerOnly: true);
        }

        // Written on its own account: a crash may have come between the two files.
        var rootPath = Path.Combine(tls, "root.pem");
        var publicRoot = root.ExportCertificatePem() + "\n";
        if (!File.Exists(rootPath) || File.ReadAllText(rootPath) != publicRoot) OwnerFile.Write(rootPath, publicRoot, ownerOnly: false);

        var leaf = TryLoad(Path.Combine(tls, "leaf.pem"));
        if (leaf is null || !LocalCertificates.IsGood(leaf, root, names, now.AddDays(RenewalDays)))
        {
            leaf = LocalCertificates.MakeLeaf(root, names, now);
            OwnerFile.Write(Path.Combine(tls, "leaf.pem"), Pem(leaf), ownerOnly: true);
        }

        return new LocalCertificate(ForServing(leaf), [X509CertificateLoader.LoadCertificate(root.RawData)], rootPath);
    }

    /// <summary>A certificate for one more name under the host, by the same root; kept nowhere.</summary>
    public static X509Certificate2 LeafFor(string folder, string name, TimeProvider time)
    {
        var root = TryLoad(Path.Combine(Path.GetFullPath(folder), "tls", "authority.pem")) ?? throw new IOException("The local authority's file is gone or damaged; start again.");
        return ForServing(LocalCertificates.MakeLeaf(root, LocalNames.Of([name]), time.GetUtcNow()));
    }

    private static X509Certificate2? TryLoad(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            var pem = File.ReadAllText(path);
            return X509Certificate2.CreateFromPem(pem, pem);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string Pem(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }

    // Windows serves no key that lives in memory alone.
    private static X509Certificate2 ForServing(X509Certificate2 leaf) =>
        OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), password: null) : leaf;
}
