using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Firebreak.Server.Hosting;
using Xunit;

namespace Firebreak.Tests.Hosting;

public sealed class LocalAuthorityTests : IDisposable
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("firebreak").FullName;
    private readonly Clock _clock = new(TimeProvider.System.GetUtcNow());

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_first_start_makes_it_and_the_next_keeps_it()
    {
        var first = Ensure("fire.test");
        var second = Ensure("fire.test");
        Assert.Equal(first.Leaf.Thumbprint, second.Leaf.Thumbprint);
        Assert.Equal(first.Chain[0].Thumbprint, second.Chain[0].Thumbprint);
        Assert.True(second.Leaf.HasPrivateKey);
        Assert.False(second.Chain[0].HasPrivateKey);
        Assert.Equal(90, (second.Leaf.NotAfter.ToUniversalTime() - _clock.Now.UtcDateTime).TotalDays, tolerance: 0.01);
        Assert.True(second.Chain[0].NotAfter.ToUniversalTime() > _clock.Now.AddYears(10).AddDays(-2).UtcDateTime);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("fire.test")]
    [InlineData("acme.fire.test")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("192.0.2.1")]
    public async Task OpenSSL_believes_it_for_its_names(string name)
    {
        var certificate = Ensure("fire.test", "192.0.2.1");
        var option = name.Contains(".test", StringComparison.Ordinal) || name == "localhost" ? "-verify_hostname" : "-verify_ip";
        var (code, output) = await Run("openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", certificate.RootPath, option, name, LeafPath);
        Assert.True(code == 0, output);
        Assert.True(certificate.Leaf.MatchesHostname(name));
    }

    [Fact]
    public async Task OpenSSL_believes_it_for_no_other_name()
    {
        var certificate = Ensure("fire.test");
        var (code, _) = await Run("openssl", "verify", "-CAfile", certificate.RootPath, "-verify_hostname", "bank.example", LeafPath);
        Assert.NotEqual(0, code);
    }

    [Fact]
    public async Task The_root_vouches_for_no_name_outside_its_constraints()
    {
        var path = Ensure("fire.test").RootPath;
        var pem = await File.ReadAllTextAsync(Path.Combine(_folder, "tls", "authority.pem"));
        using var stolen = X509Certificate2.CreateFromPem(pem, pem);
        using var leaf = LocalCertificates.MakeLeaf(stolen, LocalNames.Of(["bank.example"]), _clock.Now);
        await File.WriteAllTextAsync(Path.Combine(_folder, "forged.pem"), leaf.ExportCertificatePem());
        var (code, output) = await Run("openssl", "verify", "-CAfile", path, Path.Combine(_folder, "forged.pem"));
        Assert.NotEqual(0, code);
        Assert.Contains("permitted subtree violation", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost", "authorized")]
    [InlineData("fire.test", "authorized")]
    [InlineData("acme.fire.test", "authorized")]
    [InlineData("acme.localhost", "authorized")]
    [InlineData("other.localhost", "ERR_TLS_CERT_ALTNAME_INVALID")]
    [InlineData("bank.example", "ERR_TLS_CERT_ALTNAME_INVALID")]
    public async Task Node_believes_it_for_its_names_once_told_of_the_root(string name, string said)
    {
        var first = Ensure("fire.test");
        var certificate = Ensure("fire.test", "acme.localhost");
        Assert.Equal(first.Chain[0].Thumbprint, certificate.Chain[0].Thumbprint);
        const string Script = """
            const tls = require('tls'), pem = require('fs').readFileSync(process.argv[1]);
            const server = tls.createServer({ key: pem, cert: pem }, s => s.end()).listen(0, '127.0.0.1', () => {
              const end = word => { console.log(word); process.exit(0); };
              const client = tls.connect({ port: server.address().port, host: '127.0.0.1', servername: process.argv[2] },
                () => end(client.authorized ? 'authorized' : 'not authorized'));
              client.on('error', e => end(e.code));
            });
            """;
        var (_, output) = await Run("node", certificate.RootPath, "-e", Script, LeafPath, name);
        Assert.Equal(said, output.Trim());
    }

    [Fact]
    public void Keys_are_for_their_owner_alone()
    {
        var rootPath = Ensure().RootPath;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(LeafPath));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "tls", "authority.pem")));
        Assert.DoesNotContain("PRIVATE", File.ReadAllText(rootPath), StringComparison.Ordinal);
        Assert.Equal(3, System.IO.Directory.GetFiles(Path.Combine(_folder, "tls")).Length);
    }

    [Fact]
    public void The_leaf_is_renewed_in_its_last_thirty_days_and_the_root_stays()
    {
        var first = Ensure();
        _clock.Now = _clock.Now.AddDays(59);
        Assert.Equal(first.Leaf.Thumbprint, Ensure().Leaf.Thumbprint);
        _clock.Now = _clock.Now.AddDays(2);
        var second = Ensure();
        Assert.NotEqual(first.Leaf.Thumbprint, second.Leaf.Thumbprint);
        Assert.Equal(first.Chain[0].Thumbprint, second.Chain[0].Thumbprint);
    }

    [Fact]
    public void A_root_that_ends_before_its_leaf_would_is_replaced()
    {
        var first = Ensure();
        _clock.Now = _clock.Now.AddYears(10).AddDays(-80);
        var second = Ensure();
        Assert.NotEqual(first.Chain[0].Thumbprint, second.Chain[0].Thumbprint);
        Assert.Equal(second.Chain[0].ExportCertificatePem() + "\n", File.ReadAllText(second.RootPath));
    }

    [Fact]
    public void A_new_host_name_needs_a_new_root_and_a_dropped_one_does_not()
    {
        var first = Ensure("fire.test");
        var second = Ensure("other.test", "fire.test");
        Assert.NotEqual(first.Chain[0].Thumbprint, second.Chain[0].Thumbprint);
        Assert.Equal(second.Chain[0].Thumbprint, Ensure("other.test").Chain[0].Thumbprint);
        Assert.Equal(second.Chain[0].Thumbprint, Ensure("acme.other.test").Chain[0].Thumbprint);
    }

    [Theory]
    [InlineData("authority.pem")]
    [InlineData("root.pem")]
    [InlineData("leaf.pem")]
    public void A_damaged_or_lost_file_is_made_anew(string file)
    {
        Ensure();
        var path = Path.Combine(_folder, "tls", file);
        File.WriteAllText(path, File.ReadAllText(path)[..100]);
        File.WriteAllText(path + ".next", "left by a crash");
        Holds(Ensure());
        File.Delete(path);
        Holds(Ensure());

        void Holds(LocalCertificate certificate)
        {
            Assert.True(LocalCertificates.IsGood(certificate.Leaf, certificate.Chain[0], LocalNames.Of([]), _clock.Now));
            Assert.Equal(certificate.Chain[0].ExportCertificatePem() + "\n", File.ReadAllText(certificate.RootPath));
        }
    }

    private string LeafPath => Path.Combine(_folder, "tls", "leaf.pem");

    private LocalCertificate Ensure(params string[] hostNames) => LocalAuthority.Ensure(_folder, hostNames, _clock);

    // For node the first argument is the root it is told of.
    private static async Task<(int Code, string Output)> Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, program == "node" ? arguments[1..] : arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (program == "node") start.Environment["NODE_EXTRA_CA_CERTS"] = arguments[0];
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }

    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
