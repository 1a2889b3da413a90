using System.Net;
using System.Text.Json;
using Xunit;

namespace Firebreak.Tests.Cli;

/// <summary>Seal, prove and verify as their users meet them, attackers among them.</summary>
public sealed class SealedLogTests(SupportLogFixture logs)
{
    private const int Wrong = 1;
    private const int NotEstablished = 3;

    private readonly string _folder = logs.NewFolder();

    [Fact]
    public void A_sealed_log_verifies_by_the_key_and_grows()
    {
        var (log, vkey) = Seal(2000);
        var first = Keep(log);
        Assert.Contains("complete: nothing", Verify(log, "--vkey", vkey).Succeeds().Output, StringComparison.Ordinal);
        Program.Run(_folder, "seal", logs.Log(count: 200), "--log", log, "--key", At("key")).Succeeds();
        var grown = Verify(log, "--vkey", vkey, "--since", first).Succeeds().Output;
        Assert.Contains("2,200 entries", grown, StringComparison.Ordinal);
        Assert.Contains("only added to the checkpoint of size 2,000", grown, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_key_from_elsewhere_the_signer_is_not_established()
    {
        var (log, _) = Seal(200);
        var stranger = logs.NewFolder();
        var outcome = Program.Run(stranger, "verify", log);
        Assert.Equal(NotEstablished, outcome.Code);
        Assert.Contains("consistent with itself; signer not established", outcome.Output, StringComparison.Ordinal);
        // Pinned on first use it is known from then on, and another key's log is refused.
        Assert.Equal(0, Program.Run(stranger, "verify", log, "--pin").Code);
        Assert.Contains("pinned before", Program.Run(stranger, "verify", log).Succeeds().Output, StringComparison.Ordinal);
        Reseal(log, At("another.key"));
        Assert.Equal(Wrong, Program.Run(stranger, "verify", log).Code);
    }

    [Fact]
    public void A_log_altered_and_resealed_with_a_new_key_is_refused()
    {
        var (log, vkey) = Seal(600);
        Reseal(log, At("another.key"));
        var outcome = Verify(log, "--vkey", vkey);
        Assert.Equal(Wrong, outcome.Code);
        Assert.Contains("is not signed by", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_altered_and_resealed_with_the_same_key_is_refused_by_whoever_kept_a_checkpoint()
    {
        var (log, vkey) = Seal(600);
        var kept = Keep(log);
        Reseal(log, At("key"));
        Verify(log, "--vkey", vkey).Succeeds(); // by itself it cannot be told
        var outcome = Verify(log, "--vkey", vkey, "--since", kept);
        Assert.Equal(Wrong, outcome.Code);
        Assert.Contains("history was rewritten", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_cut_short_and_resealed_is_refused_by_whoever_kept_a_checkpoint()
    {
        var (log, vkey) = Seal(600);
        var kept = Keep(log);
        System.IO.Directory.Delete(log, recursive: true);
        Program.Run(_folder, "seal", logs.Log(count: 500), "--log", log, "--key", At("key"));
        var outcome = Verify(log, "--vkey", vkey, "--since", kept);
        Assert.Equal(Wrong, outcome.Code);
        Assert.Contains("the log was cut", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_byte_is_found_and_named()
    {
        var (log, vkey) = Seal(600);
        var bundle = Path.Combine(log, "tile", "entries", "001");
        var bytes = File.ReadAllBytes(bundle);
        bytes[^1] ^= 1;
        File.WriteAllBytes(bundle, bytes);
        var outcome = Verify(log, "--vkey", vkey);
        Assert.Equal(Wrong, outcome.Code);
        Assert.Contains("entry 511", outcome.Output, StringComparison.Ordinal);
        Program.Run(_folder, "scope", "--log", log, "--vkey", vkey).FailsWith(Wrong, "entries have the root");
    }

    [Fact]
    public void What_goes_wrong_on_several_threads_is_one_sentence_too()
    {
        var (log, vkey) = Seal(600);
        var tile = Path.Combine(log, "tile", "0", "001");
        var bytes = File.ReadAllBytes(tile);
        bytes[40] ^= 1;
        File.WriteAllBytes(tile, bytes);
        Program.Run(_folder, "scope", "--log", log, "--vkey", vkey, "--proof", "hits").FailsWith(Wrong, "tile/0/001 is not the tile");

        Program.Run(_folder, "seal", logs.Log(count: 200), "--log", At("logs"), "--split-by", "org").Succeeds();
        Program.Run(logs.NewFolder(), "seal", logs.Log(count: 200), "--log", At("logs"), "--split-by", "org").FailsWith(4, "has a key already");
    }

    [Fact]
    public void The_private_key_lies_outside_the_log_and_is_its_owners_alone()
    {
        var log = At("support");
        var said = Program.Run(_folder, "seal", logs.Log(count: 200), "--log", log).Succeeds().Output;
        var key = Path.Combine(_folder, "firebreak", "keys", "support.key");
        Assert.Contains(key, said, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
        Assert.DoesNotContain(System.IO.Directory.EnumerateFiles(log, "*", SearchOption.AllDirectories), file => File.ReadAllText(file).Contains("PRIVATE+KEY", StringComparison.Ordinal));
        Program.Run(_folder, "seal", logs.Log(count: 200), "--log", At("other"), "--key", Path.Combine(At("other"), "key")).FailsWith(2, "must not lie in the log's own folder");
    }

    [Fact]
    public void A_line_longer_than_an_entry_can_be_is_refused_before_anything_is_written()
    {
        var file = At("long.ndjson");
        File.WriteAllText(file, $"{{}}\n{new string('x', 65_535)}\n{new string('x', 65_536)}\n");
        Program.Run(_folder, "seal", file, "--log", At("log"), "--key", At("key")).FailsWith(4, "line 3: has 65,536 bytes");
        Assert.False(File.Exists(Path.Combine(At("log"), "checkpoint")));
        using var input = File.OpenRead(file);
        Program.Run(_folder, input, "seal", "-", "--log", At("log"), "--key", At("key")).FailsWith(4, "line 3: has 65,536 bytes");
        File.WriteAllText(file, $"{{}}\n{new string('x', 65_535)}\n");
        Program.Run(_folder, "seal", file, "--log", At("log"), "--key", At("key")).Succeeds();
    }

    [Fact]
    public void The_sealed_log_gives_the_same_answer_and_proves_it()
    {
        var (log, vkey) = Seal(125_000);
        string[] question = [.. SupportLogFixture.Question, "--format", "json"];
        var plain = Program.Run(_folder, ["scope", logs.Log(), .. question]).Succeeds();
        foreach (var proof in (string[])["all", "hits"])
        {
            var proved = JsonDocument.Parse(Program.Run(_folder, ["scope", "--log", log, "--vkey", vkey, "--proof", proof, .. question]).Succeeds().Output).RootElement;
            Assert.Equal(JsonDocument.Parse(plain.Output).RootElement.GetProperty("groups").GetRawText(), proved.GetProperty("groups").GetRawText());
            Assert.Equal(proof == "all", proved.GetProperty("proof").GetProperty("complete").GetBoolean());
            Assert.Equal(125_000, proved.GetProperty("proof").GetProperty("size").GetInt64());
        }

        Assert.Equal(NotEstablished, Program.Run(logs.NewFolder(), ["scope", "--log", log, .. question]).Code);
    }

    [Fact]
    public void An_entry_and_a_window_can_be_proved_and_a_changed_bundle_is_refused()
    {
        var (log, vkey) = Seal(2000);
        Program.Run(_folder, "prove", "--log", log, "--index", "1234", "--out", At("entry.json")).Succeeds();
        Program.Run(_folder, "prove", "--log", log, "--from", "2022-01-10", "--to", "2022-01-11", "--out", At("window.json")).Succeeds();
        Assert.Contains("rests on its maker", Verify(At("entry.json"), "--vkey", vkey).Succeeds().Output, StringComparison.Ordinal);
        Assert.Contains("RESULT   complete, given that times never decrease", Verify(At("window.json"), "--vkey", vkey).Succeeds().Output, StringComparison.Ordinal);
        Assert.EndsWith("RESULT   complete\n", Program.Run(_folder, "verify", At("window.json"), log, "--vkey", vkey).Succeeds().Output, StringComparison.Ordinal);

        var text = File.ReadAllText(At("entry.json"));
        File.WriteAllText(At("entry.json"), text.Replace("\\\"SUCCESS\\\"", "\\\"FAILURE\\\"", StringComparison.Ordinal));
        Assert.Equal(Wrong, Verify(At("entry.json"), "--vkey", vkey).Code);
        Program.Run(_folder, "prove", "--log", log, "--index", "2000").FailsWith(Wrong, "there is no entry 2000");
    }

    [Fact]
    public void Where_times_decrease_a_window_claims_no_more_than_it_shows()
    {
        File.WriteAllLines(At("mixed.ndjson"), File.ReadLines(logs.Log(count: 200)).Reverse());
        Program.Run(_folder, "seal", At("mixed.ndjson"), "--log", At("log"), "--key", Key()).Succeeds();
        Assert.Contains("not known never to decrease", Program.Run(_folder, "prove", "--log", At("log"), "--from", "2022-01-10", "--to", "2022-01-11", "--out", At("window.json")).Succeeds().Output, StringComparison.Ordinal);
        var said = Verify(At("window.json")).Output;
        Assert.Contains("only a pass over the whole log can tell", said, StringComparison.Ordinal);
        Assert.Contains("not ordered: entry 1 is earlier", Verify(At("log")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_seals_at_once_are_not_interleaved()
    {
        var (log, vkey) = Seal(200);
        using var holder = new FileStream(Path.Combine(log, ".lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Program.Run(_folder, "seal", logs.Log(count: 200), "--log", log, "--key", At("key")).FailsWith(4, "another writer");
        Verify(log, "--vkey", vkey).Succeeds();
    }

    [Fact]
    public void A_seal_that_is_killed_leaves_the_log_as_it_was_or_whole()
    {
        var (log, vkey) = Seal(200);
        for (var round = 0; round < 8; round++)
        {
            using var process = Program.Start(_folder, false, "seal", logs.Log(count: 20_000), "--log", log, "--key", At("key"));
            // Dies once a certain number of its files are there: at another point each round, whatever the machine's speed.
            var wanted = FilesOf(log) + (round * 12);
            while (!process.HasExited && FilesOf(log) < wanted) Thread.Yield();
            process.Kill();
            process.WaitForExit();
            var said = Verify(log, "--vkey", vkey).Succeeds().Output;
            Assert.Matches(@" (200|[2468]0,200|1[02468]0,200) entries", said);
        }

        Program.Run(_folder, "seal", logs.Log(count: 2000), "--log", log, "--key", At("key")).Succeeds();
        Verify(log, "--vkey", vkey).Succeeds();
    }

    [Fact]
    public void A_log_behind_an_address_is_checked_too()
    {
        var (log, vkey) = Seal(600);
        using var server = new FolderServer(log);
        Assert.Contains("all 600 hashed", Verify(server.Address, "--vkey", vkey).Succeeds().Output, StringComparison.Ordinal);
        File.Delete(Path.Combine(log, "tile", "entries", "001"));
        var outcome = Verify(server.Address, "--vkey", vkey);
        Assert.Equal(Wrong, outcome.Code);
        Assert.Contains("tile/entries/001 is missing", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Split_by_org_each_org_has_a_log_of_its_own()
    {
        Program.Run(_folder, "seal", logs.Log(count: 2000), "--log", At("logs"), "--split-by", "org", "--origin", "test.example").Succeeds();
        var expected = File.ReadLines(logs.Log(count: 2000)).GroupBy(line => line[49..69]).ToDictionary(org => org.Key, org => org.Count());
        Assert.Equal(expected.Keys.Order(), System.IO.Directory.GetDirectories(At("logs")).Select(Path.GetFileName).Order());
        var (org, count) = expected.MaxBy(pair => pair.Value);
        var said = Verify(Path.Combine(At("logs"), org)).Succeeds().Output;
        Assert.Contains($"test.example/{org}, {count} entries", said, StringComparison.Ordinal);
    }

    private (string Log, string Vkey) Seal(int count)
    {
        Program.Run(_folder, "seal", logs.Log(count: count), "--log", At("log"), "--key", Key()).Succeeds();
        var vkey = At("vkey");
        File.Copy(Path.Combine(At("log"), "vkey"), vkey);
        return (At("log"), vkey);
    }

    private string Key() => At("key");

    // What somebody does who can write to the folder: the first entry changed, all sealed anew.
    private void Reseal(string log, string key)
    {
        var lines = File.ReadAllLines(logs.Log(count: 600)).Take(600).ToList();
        lines[0] = lines[0].Replace("SUCCESS", "FAILURE", StringComparison.Ordinal) + " ";
        File.WriteAllLines(At("altered.ndjson"), lines);
        System.IO.Directory.Delete(log, recursive: true);
        Program.Run(logs.NewFolder(), "seal", At("altered.ndjson"), "--log", log, "--key", key, "--origin", "log");
    }

    private string Keep(string log)
    {
        var kept = At("checkpoint.kept");
        File.Copy(Path.Combine(log, "checkpoint"), kept);
        return kept;
    }

    private Outcome Verify(string target, params string[] more) => Program.Run(_folder, ["verify", target, .. more]);

    private string At(string name) => Path.Combine(_folder, name);

    private static int FilesOf(string folder) => System.IO.Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Count();

    // A plain file server, as any web server in front of a log's folder would be.
    private sealed class FolderServer : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly string _folder;

        public FolderServer(string folder)
        {
            _folder = folder;
            for (var port = 20_000 + (Environment.ProcessId % 20_000); ; port++)
            {
                Address = $"http://127.0.0.1:{port}/log";
                _listener.Prefixes.Clear();
                _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
                try
                {
                    _listener.Start();
                    break;
                }
                catch (HttpListenerException) when (port < 60_000)
                {
                    // somebody else's port; the next one
                }
            }

            new Thread(Serve) { IsBackground = true }.Start();
        }

        public string Address { get; }

        public void Dispose() => _listener.Close();

        private void Serve()
        {
            try
            {
                while (true) Answer(_listener.GetContext());
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                // closed
            }
        }

        private void Answer(HttpListenerContext context)
        {
            var file = Path.Combine(_folder, context.Request.Url!.AbsolutePath["/log/".Length..]);
            if (File.Exists(file)) context.Response.OutputStream.Write(File.ReadAllBytes(file));
            else context.Response.StatusCode = 404;
            context.Response.Close();
        }
    }
}
