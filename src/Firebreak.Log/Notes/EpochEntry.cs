using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Firebreak.Log.Events;
using Firebreak.Log.Merkle;

namespace Firebreak.Log.Notes;

/// <summary>
/// An entry of the checkpoint log: the moment at which the checkpoints of all orgs' logs are bound together by one root. The leaf of the org
/// with number k, at place k - 1, is its checkpoint's text.
/// </summary>
/// <param name="Epoch">From 0; its entry's index in the checkpoint log.</param>
/// <param name="At">When it was closed, in whole milliseconds.</param>
/// <param name="Orgs">The number of orgs: the leaves below the root.</param>
/// <param name="Root">The RFC 6962 root over them.</param>
public sealed record EpochEntry(long Epoch, Instant At, long Orgs, Hash Root)
{
    private const string Form = "firebreak-epoch/1";
    private const string TimeForm = "yyyy-MM-ddTHH:mm:ss.fffZ";
    private const int MostBytes = 200;

    /// <summary>The leaf of an org: the hash of its checkpoint's text.</summary>
    public static Hash LeafOf(Checkpoint checkpoint) => Hash.OfLeaf(Encoding.UTF8.GetBytes(checkpoint.ToString()));

    /// <summary>Whether an org's checkpoint is at a place of this epoch.</summary>
    public bool Binds(Checkpoint checkpoint, long place, IReadOnlyList<Hash> path) => Tree.IsIncluded(place, Orgs, LeafOf(checkpoint), path, Root);

    /// <summary>Reads an entry; false where it is not exactly in the form.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out EpochEntry? entry)
    {
        entry = null;
        if (bytes.Length > MostBytes) return false;
        var lines = Encoding.UTF8.GetString(bytes).Split('\n');
        if (lines.Length != 6 || lines[0] != Form || lines[5].Length > 0) return false;
        if (!long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)) return false;
        if (!Instant.TryParse(Encoding.UTF8.GetBytes(lines[2]), out var at)) return false;
        if (!long.TryParse(lines[3], NumberStyles.None, CultureInfo.InvariantCulture, out var orgs) || !Hash.TryParse(lines[4], out var root)) return false;
        var parsed = new EpochEntry(epoch, at, orgs, root);
        // One text for one entry: what is written another way is another entry.
        if (!bytes.SequenceEqual(parsed.ToBytes())) return false;
        entry = parsed;
        return true;
    }

    /// <summary>The entry's bytes.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(ToString());

    /// <summary>The entry's text.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Form}\n{Epoch}\n{At.ToDateTimeOffset().UtcDateTime.ToString(TimeForm, CultureInfo.InvariantCulture)}\n{Orgs}\n{Root}\n");
}
