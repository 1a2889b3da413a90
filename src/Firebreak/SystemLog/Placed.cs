namespace Firebreak.SystemLog;

/// <summary>
/// What placing adds to the store: rows that an engine writes as it does best, in one transaction with whatever made them. Until they are
/// written the placer is ahead of the store; when they cannot be, it is loaded again.
/// </summary>
internal sealed class Placed
{
    /// <summary>Events in the order of their positions.</summary>
    public List<PlacedEvent> Events { get; } = [];

    /// <summary>The nodes that these events complete.</summary>
    public List<PlacedNode> Nodes { get; } = [];

    /// <summary>Forgets them, to be filled again.</summary>
    public void Clear()
    {
        Events.Clear();
        Nodes.Clear();
    }
}

/// <summary>An event with its place and its final bytes.</summary>
/// <param name="Hash">The RFC 6962 leaf hash of these bytes.</param>
internal readonly record struct PlacedEvent(long Position, long OrgNumber, long Index, long Published, byte[] Hash, byte[] Body);

/// <summary>The root of a complete subtree of 256^level entries.</summary>
internal readonly record struct PlacedNode(long OrgNumber, long Level, long Index, byte[] Hash);
