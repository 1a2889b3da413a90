using System.Text;
using Firebreak.Cli.Rendering;
using Firebreak.Log;
using Firebreak.Log.Live;
using Firebreak.Log.Merkle;
using Firebreak.Log.Notes;
using Firebreak.Log.Proofs;
using Firebreak.Log.Reading;
using Firebreak.Log.Sealing;
using Firebreak.Log.Tiles;

namespace Firebreak.Cli;

/// <summary><c>firebreak verify</c>: what a log, a bundle or a report proves, in words.</summary>
internal static class VerifyCommand
{
    private const int HttpThreads = 8;
    private const string LivePath = "log/";
    private const string EpochsPath = "epochs/";

    public static Verb Verb() => new(
        "verify",
        "DIR|BUNDLE|URL...",
        "Checks logs (every entry, up to the signed root), bundles and report folders, and says in words what was checked, or what is wrong and where. "
        + "The address of an org (https://host/o/org) is its live log, checked from where the last look at it ended, with its place in every epoch since.",
        [
            .. Trust.Options,
            .. HttpAccess.Options,
            new("--since", "CHECKPOINT", "an earlier checkpoint that you kept: the log must only have added to it"),
            new("--pin", "", "remember the log's key as this user's own knowledge: given by --vkey, or as it is found the first time"),
        ],
        Run);

    private static ExitCode Run(Arguments args)
    {
        if (args.Rest.Count == 0) throw CommandException.Usage("name a log's folder or address, a bundle, or a report's folder.");
        var check = new Verification(Trust.Keys(args.All("--vkey")), Trust.Keys(args.All("--witness")), SinceOf(args), args.Has("--pin"));
        var access = HttpAccess.Of(args);
        // Logs first: a bundle of a log that was checked whole says more.
        var worst = ExitCode.Ok;
        foreach (var target in args.Rest.OrderBy(target => IsLog(target) ? 0 : 1)) worst = Worse(worst, RunOne(check, target, access));
        return worst;
    }

    private static ExitCode RunOne(Verification check, string target, HttpAccess access)
    {
        try
        {
            if (IsUrl(target))
            {
                if (!Uri.TryCreate(target, UriKind.Absolute, out var address)) throw CommandException.Usage($"{target} is no address.");
                using var tiles = new HttpTiles(address, access);
                if (!tiles.Has(LivePath + "checkpoint")) return check.Log(LogReader.Open(tiles), HttpThreads);
                using HttpTiles log = new(tiles.At(LivePath), access), epochs = new(tiles.At(EpochsPath), access);
                return check.Live(log, epochs);
            }

            if (Directory.Exists(target))
            {
                return File.Exists(Path.Combine(target, ProofBundle.FileName))
                    ? check.Report(target)
                    : check.Log(LogReader.Open(new TileFolder(target)), Environment.ProcessorCount);
            }

            if (!File.Exists(target)) throw new InputException($"{target}: there is no such file or folder.");
            return check.Bundle(target, File.ReadAllBytes(target));
        }
        catch (LogCorruptException error)
        {
            Console.Out.WriteLine($"WRONG    {Printable.Text($"{target}: {error.Message}")}");
            return ExitCode.Failed;
        }
    }

    private static SignedCheckpoint? SinceOf(Arguments args)
    {
        if (args.One("--since") is not { } file) return null;
        if (!File.Exists(file)) throw new InputException($"{file}: there is no such file.");
        return SignedCheckpoint.TryParse(File.ReadAllBytes(file), out var since) ? since : throw new InputException($"{file} is not a signed checkpoint.");
    }

    private static bool IsUrl(string target) => target.StartsWith("https://", StringComparison.Ordinal) || target.StartsWith("http://", StringComparison.Ordinal);

    private static bool IsLog(string target) => IsUrl(target) || (Directory.Exists(target) && !File.Exists(Path.Combine(target, ProofBundle.FileName)));

    // A failure outweighs a doubt.
    private static ExitCode Worse(ExitCode a, ExitCode b) => a == ExitCode.Failed || b == ExitCode.Failed ? ExitCode.Failed : (ExitCode)Math.Max((int)a, (int)b);
}

/// <summary>One run of <c>verify</c>: whose signatures count, and which logs were checked whole.</summary>
internal sealed class Verification(IReadOnlyList<VerifierKey> keys, IReadOnlyList<VerifierKey> witnesses, SignedCheckpoint? since, bool pins)
{
    private readonly Dictionary<string, (LogReader Log, LogFindings Findings)> _whole = new(StringComparer.Ordinal);

    /// <summary>Checks a whole log.</summary>
    /// <exception cref="LogCorruptException">Something is wrong.</exception>
    public ExitCode Log(LogReader log, int threads)
    {
        var checkpoint = log.Checkpoint;
        Say("Log", $"{log.Source.Name}: {checkpoint.Origin}, {checkpoint.Size:N0} entries, root {checkpoint.Root}");
        var signer = Trust.Establish(log.Signed, keys, witnesses);
        var found = LogCheck.Check(log, threads);
        Say("Entries", $"all {checkpoint.Size:N0} hashed; they make the root, and every tile agrees");
        Say("Times", found.IsOrdered ? "never decrease" : $"not ordered: {found.OrderBreak}");
        if (since is not null)
        {
            LogCheck.CheckSince(log, since.Checkpoint);
            Say("Since", $"only added to the checkpoint of size {since.Checkpoint.Size:N0} that you kept");
        }

        _whole[checkpoint.Origin] = (log, found);
        return SaySigner(log.Signed, checkpoint, signer ?? PinFirst(log), "complete: nothing of what was signed is missing or changed");
    }

    /// <summary>Checks an org's live log from where the last look ended, and remembers this one.</summary>
    /// <exception cref="LogCorruptException">Something is wrong; what was remembered stays as it was.</exception>
    public ExitCode Live(ITileSource logAt, ITileSource epochsAt)
    {
        var log = LogReader.Open(logAt);
        var epochs = LogReader.Open(epochsAt); // behind the log's: so that it covers it
        var checkpoint = log.Checkpoint;
        Say("Log", $"{log.Source.Name.TrimEnd('/')}: {checkpoint.Origin}, {checkpoint.Size:N0} entries, root {checkpoint.Root}");
        var signer = Trust.Establish(log.Signed, [.. keys.Where(key => key.Name != epochs.Checkpoint.Origin)], []) ?? PinFirst(log);
        var epochsSigner = Trust.Establish(epochs.Signed, [.. keys.Where(key => key.Name == epochs.Checkpoint.Origin)], witnesses);
        var seen = Settings.FindSeen(checkpoint.Origin);
        var found = LiveCheck.Check(log, epochs, seen);
        if (since is not null) LogCheck.CheckSince(log, since.Checkpoint);
        SayLive(log, found, seen);
        Settings.KeepSeen(found.Seen);
        if (signer is not null) Follow(signer, found.KeyChanges);
        if (signer is not null) epochsSigner ??= PinFirstSeen(epochs);
        Say("Epochs'", epochsSigner is null ? "signer not established" : $"signer {Trust.Name(epochsSigner)}");
        return SaySigner(epochs.Signed, log.Signed.Checkpoint, signer, found.Erased + found.Dropped == 0 ? "complete: nothing of what was signed is missing or changed" : "complete, but for what the log itself says is gone");
    }

    private void SayLive(LogReader log, LiveFindings found, SeenLog? seen)
    {
        Say("Seen", seen is null ? "never before: checked from the first entry on" : $"only added to the {Printable.Count(seen.Log.Checkpoint.Size, "entry")} of the last look");
        if (since is not null) Say("Since", $"only added to the checkpoint of size {since.Checkpoint.Size:N0} that you kept");
        Say("Entries", $"{Printable.Count(found.NewEntries, "entry")} read: each is the one that the tree has, in the order of time, with its own uuid");
        if (found.Erased > 0) Say("Erased", $"{Printable.Count(found.Erased, "entry")}, each named by an event of the log; the hashes are there");
        if (found.Dropped > 0) Say("Dropped", $"{Printable.Count(found.Dropped, "entry")} past the org's retention; the hashes are there");
        Say("Epochs", found.LastEpoch is { } last
            ? $"{found.NewEpochs:N0} up to epoch {last.Epoch:N0}, closed {last.At}: each binds this history of {log.Checkpoint.Origin.Split('/')[^1]} among {last.Orgs:N0} orgs"
            : $"none since the last look, up to epoch {found.Seen.LastEpoch:N0}");
    }

    // The key that this user trusts signed a log which says what its next key is: so that one is known as well.
    private static void Follow(VerifierKey signer, IReadOnlyList<KeyChange> changes)
    {
        var trusted = signer;
        foreach (var change in changes)
        {
            if (change.Old.ToString() != trusted.ToString()) continue;
            trusted = change.New;
            Settings.Pin(trusted);
            Say("Key", $"changed: {Trust.Name(trusted)} follows {Trust.Name(change.Old)}, as the log says; pinned");
        }
    }

    // The checkpoint log's key is not the org's to give away: the first one seen is remembered, and another is refused from then on.
    private static VerifierKey? PinFirstSeen(LogReader epochs)
    {
        var buffer = new GrowingBuffer();
        if (!epochs.Source.TryRead("vkey", buffer) || !VerifierKey.TryParse(Encoding.UTF8.GetString(buffer.Written), out var key) || !epochs.Signed.IsSignedBy(key)) return null;
        Settings.Pin(key);
        return key;
    }

    /// <summary>Checks a report's folder: its bundle, and that the events beside it are the proven ones.</summary>
    /// <exception cref="LogCorruptException">Something is wrong.</exception>
    public ExitCode Report(string folder)
    {
        var code = Bundle(folder, File.ReadAllBytes(Path.Combine(folder, ProofBundle.FileName)), bundle => CheckEvents(folder, bundle));
        Say("Note", "the page index.html is made from these events and is not itself checked");
        return code;
    }

    /// <summary>Checks a bundle.</summary>
    /// <exception cref="LogCorruptException">Something is wrong.</exception>
    public ExitCode Bundle(string name, byte[] bytes, Action<ProofBundle>? alsoCheck = null)
    {
        var bundle = ProofBundleJson.Read(bytes, HuntCatalog.FromBundle);
        var checkpoint = bundle.Signed.Checkpoint;
        Say("Bundle", $"{name}: {Printable.Count(bundle.Entries.Length, "entry")} of {checkpoint.Origin}, under its checkpoint of size {checkpoint.Size:N0}");
        var signer = Trust.Establish(bundle.Signed, keys, witnesses);
        var found = BundleCheck.Run(bundle);
        alsoCheck?.Invoke(bundle);
        Say("Proofs", bundle.Window is null ? "each entry is in the log" : $"these are all entries from {bundle.Entries.FirstOrDefault()?.Index ?? 0} on, none between them missing");
        if (bundle.Window is { } window) Say("Window", $"{window.From?.ToString() ?? "the beginning"} to {window.To?.ToString() ?? "the end"}: {Printable.Count(found.InWindow, "entry")}");
        if (bundle.Report is { } report)
        {
            Say("Asked", report.Question.ToString());
            Say("Answer", $"{Printable.Count(report.Matches.Length, "entry")} of org {report.Org}: exactly what the question selects from these entries");
        }

        if (since is not null) CheckSince(bundle.Signed.Checkpoint);
        return SaySigner(bundle.Signed, bundle.Signed.Checkpoint, signer, Claim(bundle, found));
    }

    private string Claim(ProofBundle bundle, BundleFindings found) => found.Completeness switch
    {
        Completeness.NotClaimed => "these entries are in the log; that none is missing rests on its maker",
        Completeness.OfRange => "these are all entries of the range; what matches outside of it only a pass over the whole log can tell",
        _ when IsOfCheckedLog(bundle.Signed.Checkpoint) => "complete",
        _ => "complete, given that times never decrease",
    };

    // Whether the log was checked whole in this run, is ordered, and is the one that the bundle is from.
    private bool IsOfCheckedLog(Checkpoint checkpoint) =>
        _whole.TryGetValue(checkpoint.Origin, out var whole)
        && whole.Findings.IsOrdered
        && checkpoint.Size <= whole.Log.Checkpoint.Size
        && Tree.Root(new TileHashes(whole.Log), checkpoint.Size) == checkpoint.Root;

    // A bundle has no tiles to grow from, so only the same size can be compared.
    private void CheckSince(Checkpoint now)
    {
        if (since!.Checkpoint.Origin != now.Origin) throw new LogCorruptException($"the earlier checkpoint is of another log: {since.Checkpoint.Origin}, not {now.Origin}");
        if (since.Checkpoint.Size > now.Size) throw new LogCorruptException($"the bundle's checkpoint (size {now.Size:N0}) is older than the one that you kept (size {since.Checkpoint.Size:N0})");
        if (since.Checkpoint.Size == now.Size && since.Checkpoint.Root != now.Root) throw new LogCorruptException($"two histories: at size {now.Size:N0} you kept the root {since.Checkpoint.Root}, the bundle has {now.Root}");
        Say("Since", since.Checkpoint.Size == now.Size ? "the same checkpoint that you kept" : "newer than the checkpoint that you kept; that the log only added to it, verify the log itself with --since");
    }

    private VerifierKey? PinFirst(LogReader log)
    {
        if (!pins) return null;
        var buffer = new GrowingBuffer();
        if (!log.Source.TryRead("vkey", buffer) || !VerifierKey.TryParse(Encoding.UTF8.GetString(buffer.Written), out var key) || !log.Signed.IsSignedBy(key))
            throw new LogCorruptException("there is no key to pin: the log has no vkey beside its checkpoint that signed it");
        return key;
    }

    // Witnesses see the checkpoint log of a live log, and the log itself of all others.
    private ExitCode SaySigner(SignedCheckpoint witnessed, Checkpoint checkpoint, VerifierKey? signer, string claim)
    {
        foreach (var witness in witnesses) Say("Witness", $"{witness.Name} saw {(witnessed.Checkpoint == checkpoint ? "this checkpoint" : "the epochs")} at {witnessed.SeenBy(witness):yyyy-MM-dd'T'HH:mm:ss'Z'}");
        if (signer is null)
        {
            Say("Signer", "not established: nobody said whose signature counts (give --vkey with a key from another source)");
            Say("RESULT", $"consistent with itself; signer not established; {claim}");
            return ExitCode.SignerNotEstablished;
        }

        if (pins) Settings.Pin(signer);
        Say("Signer", $"{Trust.Name(signer)}{(pins ? ", pinned" : keys.Count == 0 ? ", pinned before" : "")}");
        Say("RESULT", claim);
        return ExitCode.Ok;
    }

    private static void CheckEvents(string folder, ProofBundle bundle)
    {
        var file = Path.Combine(folder, "events.ndjson");
        if (!File.Exists(file)) throw new LogCorruptException("events.ndjson is missing");
        var answers = bundle.Report?.Matches.ToHashSet();
        var proven = bundle.Entries.Where(entry => answers is null || answers.Contains(entry.Index)).Select(entry => Hash.OfLeaf(entry.Bytes.Span)).ToList();
        var found = File.ReadAllBytes(file).AsSpan();
        var count = 0;
        while (!found.IsEmpty)
        {
            var end = found.IndexOf((byte)'\n') is var newline and >= 0 ? newline : found.Length;
            if (!proven.Remove(Hash.OfLeaf(found[..end]))) throw new LogCorruptException($"events.ndjson, line {count + 1}: this event is not in the bundle");
            count++;
            found = found[Math.Min(end + 1, found.Length)..];
        }

        if (proven.Count > 0) throw new LogCorruptException($"events.ndjson lacks {Printable.Count(proven.Count, "event")} of the bundle");
    }

    private static void Say(string label, string text) => Console.Out.WriteLine($"{label,-9}{Printable.Text(text)}");
}
