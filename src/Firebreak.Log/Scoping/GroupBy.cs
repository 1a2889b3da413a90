namespace Firebreak.Log.Scoping;

/// <summary>What the events of an answer are grouped by. An event belongs to every group that it names.</summary>
public enum GroupBy
{
    /// <summary>The org it belongs to.</summary>
    Org,

    /// <summary>The actor's id.</summary>
    Actor,

    /// <summary>Each target's id.</summary>
    Target,

    /// <summary>The event type.</summary>
    Event,

    /// <summary>The external session id.</summary>
    Session,

    /// <summary>The client's address.</summary>
    Ip,

    /// <summary>The client's country.</summary>
    Country,

    /// <summary>The hour it was published in, UTC.</summary>
    Hour,

    /// <summary>The day it was published on, UTC.</summary>
    Day,
}
