using Firebreak.Log.Events;
using Firebreak.Log.Scoping;

namespace Firebreak.Log.Sealing;

/// <summary>What is known of a run of lines read whole; runs join from left to right.</summary>
/// <param name="Lines">How many lines.</param>
/// <param name="IsCanonical">All are events in our own key order.</param>
/// <param name="IsOrdered">All are events, and times never decrease.</param>
/// <param name="First">The first line's time.</param>
/// <param name="Last">The last line's time.</param>
internal readonly record struct LineFacts(long Lines, bool IsCanonical, bool IsOrdered, Instant First, Instant Last)
{
    /// <summary>Of no lines.</summary>
    public static LineFacts None { get; } = new(0, true, true, Instant.Latest, Instant.Earliest);

    /// <summary>Of one line, read whole.</summary>
    public static LineFacts Of(ReadOnlySpan<byte> line, EventReader reader)
    {
        if (reader.Read(line, out var read, out _) != LineKind.Event || read.Bytes.Length != line.Length)
            return new LineFacts(1, false, false, Instant.Latest, Instant.Earliest);
        var isCanonical = CanonicalLine.TryRead(line, out var canonical) && canonical.TryReadActor(out _, out _, out _);
        return new LineFacts(1, isCanonical, true, read.Published, read.Published);
    }

    /// <summary>Of these lines and those behind them.</summary>
    public LineFacts Then(in LineFacts next) =>
        Lines == 0 ? next
        : next.Lines == 0 ? this
        : new(Lines + next.Lines, IsCanonical && next.IsCanonical, IsOrdered && next.IsOrdered && Last <= next.First, First, next.Last);
}
