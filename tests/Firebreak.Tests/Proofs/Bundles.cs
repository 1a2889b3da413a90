using Firebreak.Log;
using Firebreak.Log.Events;
using Firebreak.Log.Proofs;
using Firebreak.Log.Sealing;
using Firebreak.Tests.Sealing;
using Firebreak.Tests.Tiles;

namespace Firebreak.Tests.Proofs;

/// <summary>Sealed logs to make bundles from, and bundles as a stranger gets them.</summary>
internal static class Bundles
{
    /// <summary>An event a second, three at a time from second 100 to 199.</summary>
    public static IEnumerable<byte[]> Ordered { get; } =
    [
        .. Enumerable.Range(0, 100).Select(second => EventLines.At(second)),
        .. Enumerable.Range(0, 300).Select(i => EventLines.At(100 + (i / 3), 100 + i)),
        .. Enumerable.Range(200, 300).Select(second => EventLines.At(second)),
    ];

    public static AlteredSource Seal(IEnumerable<byte[]> lines)
    {
        using var folder = new TempFolder();
        using (var sealer = Sealer.Open(folder.Path, Logs.Key))
        {
            foreach (var line in lines) sealer.Append(line);
            sealer.Finish();
        }

        return new AlteredSource(folder.Files());
    }

    public static Prover Prover(IEnumerable<byte[]> lines) => new(Seal(lines).Open());

    public static byte[] ToJson(this ProofBundle bundle)
    {
        using var json = new MemoryStream();
        ProofBundleJson.Write(json, bundle);
        return json.ToArray();
    }

    public static ProofBundle Read(byte[] json) =>
        ProofBundleJson.Read(json, (name, _) => throw new LogCorruptException($"the hunt {name} is not known here"));

    /// <summary>Sends a bundle through its JSON, as it reaches whoever checks it.</summary>
    public static ProofBundle Sent(this ProofBundle bundle)
    {
        var json = bundle.ToJson();
        var read = Read(json);
        Xunit.Assert.Equal(json, read.ToJson());
        return read;
    }

    public static BundleFindings Check(this ProofBundle bundle) => BundleCheck.Run(bundle.Sent());

    public static Instant? At(long? second) => second is { } time ? EventLines.Time(time) : null;

    public static void IsRefused(this ProofBundle bundle) => Xunit.Assert.Throws<LogCorruptException>(() => BundleCheck.Run(bundle));
}
