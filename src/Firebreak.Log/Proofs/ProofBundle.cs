using System.Collections.Immutable;
using Firebreak.Log.Events;
using Firebreak.Log.Merkle;
using Firebreak.Log.Notes;
using Firebreak.Log.Scoping;

namespace Firebreak.Log.Proofs;

/// <summary>
/// Entries of a log with all that proves them under one checkpoint: to be checked anywhere, with nothing but a verifier
/// key that came another way. It never holds a key. See docs/formats/bundle.md.
/// </summary>
/// <param name="Signed">The checkpoint.</param>
/// <param name="Entries">The entries, by index.</param>
/// <param name="Window">Where the entries are a whole window: what proves that none between them is missing.</param>
/// <param name="Report">Where the bundle answers a question: which, and with which entries.</param>
public sealed record ProofBundle(SignedCheckpoint Signed, ImmutableArray<ProvenEntry> Entries, BundleWindow? Window = null, BundleReport? Report = null)
{
    /// <summary>The name of the file that makes a folder a report.</summary>
    public const string FileName = "bundle.json";
}

/// <summary>An entry and its inclusion proof.</summary>
/// <param name="Index">Its index in the log.</param>
/// <param name="Bytes">Its bytes.</param>
/// <param name="Proof">The siblings from the leaf up; empty within a window, which proves all its entries at once.</param>
public sealed record ProvenEntry(long Index, ReadOnlyMemory<byte> Bytes, ImmutableArray<Hash> Proof);

/// <summary>A run of entries without a gap: the window asked for and its two neighbours, where the log has them.</summary>
/// <param name="From">The window's first moment; null for no beginning.</param>
/// <param name="To">The moment after it; null for no end.</param>
/// <param name="IsOrdered">
/// Whether times never decrease in the log, by its maker's word; only then do the neighbours bound the window.
/// </param>
/// <param name="Left">The compact range over the entries before.</param>
/// <param name="Right">The compact range over the entries behind.</param>
public sealed record BundleWindow(Instant? From, Instant? To, bool IsOrdered, ImmutableArray<Hash> Left, ImmutableArray<Hash> Right);

/// <summary>What a bundle answers.</summary>
/// <param name="Org">The org it is made for; empty where the log names none.</param>
/// <param name="Question">What was asked.</param>
/// <param name="Matches">The indexes of the entries that answer it.</param>
public sealed record BundleReport(string Org, Question Question, ImmutableArray<long> Matches);
