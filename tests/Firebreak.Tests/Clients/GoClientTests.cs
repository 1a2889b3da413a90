using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Firebreak.Log.Notes;
using Firebreak.Log.Proofs;
using Firebreak.Log.Sealing;
using Firebreak.Tests.Proofs;
using Firebreak.Tests.Sealing;
using Firebreak.Tests.Tiles;
using Xunit;

namespace Firebreak.Tests.Clients;

/// <summary>A program with nothing of ours in it, tests/clients/go, reads our logs and checks our proofs.</summary>
public sealed class GoClientTests(GoClientTests.Program program) : IClassFixture<GoClientTests.Program>
{
    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(70_000)]
    public async Task Go_agrees_with_a_log_its_history_and_its_proofs(int size)
    {
        using TempFolder log = new(), kept = new();
        var earlier = Seal(log, size / 2);
        var now = Seal(log, size);
        kept.Write("earlier", earlier.Note.ToBytes());
        var indexes = new[] { 0, 1, size / 3, 255, 256, 65_536, size - 1 }.Where(index => index < size).Distinct().ToList();
        var prover = new Prover(log.Read());
        foreach (var index in indexes) kept.Write($"{index}.json", prover.One(index).ToJson());
        kept.Write("window.json", prover.Window(Bundles.At(size / 2), Bundles.At((size / 2) + 20)).ToJson());

        List<string> arguments = ["-bundle", kept.At("window.json"), .. indexes.SelectMany(index => new[] { "-bundle", kept.At($"{index}.json") })];
        // Go knows no root of the empty tree that others would agree with.
        if (size > 1) arguments.AddRange(["-since", kept.At("earlier")]);
        var (exitCode, said) = await program.Check(log, arguments);
        Assert.True(exitCode == 0, said);
        Assert.StartsWith($"agrees: {Logs.Origin}, {size} entries, root {now.Checkpoint.Root}, {(size > 1 ? 1 : 0)} earlier checkpoints, ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Go_agrees_with_entries_that_are_no_text_and_a_checkpoint_that_a_witness_signed()
    {
        using TempFolder log = new(), kept = new();
        using (var sealer = Sealer.Open(log.Path, Logs.Key))
        {
            foreach (var line in new byte[][] { [], [0xC3, 0x28], "\"\\\u2028\0<&'"u8.ToArray(), new byte[65_535] }) sealer.Append(line);
            var seen = Cosignature.Add(sealer.Finish(), Notes.TestKeys.Witness("witness.example"), DateTimeOffset.UnixEpoch);
            log.Write("checkpoint", seen.Note.ToBytes());
        }

        var prover = new Prover(log.Read());
        for (var index = 0; index < 4; index++) kept.Write($"{index}.json", prover.One(index).ToJson());
        var (exitCode, said) = await program.Check(log, Enumerable.Range(0, 4).SelectMany(index => new[] { "-bundle", kept.At($"{index}.json") }));
        Assert.True(exitCode == 0, said);
        Assert.EndsWith("4 proofs", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("checkpoint", "disagrees: ")]
    [InlineData("tile/entries/000", "disagrees: entry 0 is not the one the tree has")]
    [InlineData("tile/entries/001.p/44", "disagrees: entry 256 is not the one the tree has")]
    [InlineData("tile/0/000", "disagrees: ")]
    [InlineData("tile/0/001.p/44", "disagrees: ")]
    [InlineData("tile/1/000.p/1", "disagrees: ")]
    public async Task Go_disagrees_with_a_log_in_which_one_byte_is_another(string path, string sentence)
    {
        using var log = new TempFolder();
        Seal(log, 300);
        Assert.Equal(0, (await program.Check(log, [])).ExitCode);
        log.Alter(path, bytes => [.. bytes[..20], (byte)(bytes[20] ^ 1), .. bytes[21..]]);
        var (exitCode, said) = await program.Check(log, []);
        Assert.Equal(1, exitCode);
        Assert.StartsWith(sentence, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Go_disagrees_with_another_key_another_history_and_another_proof()
    {
        using TempFolder log = new(), other = new(), kept = new();
        Seal(log, 300);
        Logs.Grow(other.Path, 200);
        kept.Write("earlier", other.Read("checkpoint"));
        var bundle = Encoding.UTF8.GetString(new Prover(log.Read()).One(7).ToJson());
        kept.Write("bundle", Encoding.UTF8.GetBytes(bundle.Replace("engineer0@", "engineer1@", StringComparison.Ordinal)));

        Assert.Equal(1, (await program.Check(log, ["-since", kept.At("earlier")])).ExitCode);
        Assert.Equal(1, (await program.Check(log, ["-bundle", kept.At("bundle")])).ExitCode);
        Assert.Equal(1, (await program.Check(log, ["-vkey", SigningKey.Generate(Logs.Origin).Verifier.ToString()])).ExitCode);
    }

    private static SignedCheckpoint Seal(TempFolder folder, int size)
    {
        using var sealer = Sealer.Open(folder.Path, Logs.Key);
        var from = folder.Has("checkpoint") ? (int)folder.Read().Checkpoint.Size : 0;
        foreach (var line in EventLines.Ordered(size).Skip(from)) sealer.Append(line);
        return sealer.Finish();
    }

    /// <summary>The Go program, built once.</summary>
    public sealed class Program : IAsyncLifetime
    {
        private const string Missing =
            "Go and its module golang.org/x/mod are needed to check the log with a client that is not ours; on Debian: apt-get install golang-go golang-golang-x-mod-dev.";

        private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("firebreak-go-").FullName;

        public async ValueTask InitializeAsync()
        {
            var (exitCode, said) = await Run("go", ["build", "-o", Path.Combine(_folder, "client"), "main.go"]);
            if (exitCode != 0) throw new InvalidOperationException($"{Missing} What Go said: {said}");
        }

        public ValueTask DisposeAsync()
        {
            System.IO.Directory.Delete(_folder, recursive: true);
            return ValueTask.CompletedTask;
        }

        /// <summary>Lets it check a log under its key; a later -vkey counts more.</summary>
        internal Task<(int ExitCode, string Said)> Check(TempFolder log, IEnumerable<string> arguments) =>
            Run(Path.Combine(_folder, "client"), ["-log", log.Path, "-vkey", Logs.Key.Verifier.ToString(), .. arguments]);

        private async Task<(int ExitCode, string Said)> Run(string file, IEnumerable<string> arguments)
        {
            var start = new ProcessStartInfo(file, arguments)
            {
                WorkingDirectory = Path.Combine(SharedData.Repository, "tests", "clients", "go"),
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            };
            // Debian's packages lie in a GOPATH, and nothing is fetched.
            foreach (var (name, value) in new[] { ("GO111MODULE", "off"), ("GOPATH", "/usr/share/gocode"), ("GOFLAGS", ""), ("GOCACHE", Path.Combine(_folder, "cache")) })
                start.Environment[name] = value;
            try
            {
                using var process = Process.Start(start)!;
                var errors = process.StandardError.ReadToEndAsync();
                var said = await process.StandardOutput.ReadToEndAsync();
                await process.WaitForExitAsync();
                return (process.ExitCode, (said + await errors).TrimEnd());
            }
            catch (Win32Exception error)
            {
                throw new InvalidOperationException(Missing, error);
            }
        }
    }
}
