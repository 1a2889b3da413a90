namespace Firebreak;

/// <summary>A tenant. Its id and number are fixed for ever; its name is part of its address and may change.</summary>
/// <param name="Id">20 characters, beginning with 00o.</param>
/// <param name="Number">Fixed at creation: its leaf in every epoch, and the key of its log's tables. 0 is no org: the checkpoint log.</param>
/// <param name="Name">The first label of its host and the last of its path: [a-z0-9-], 2 to 63 characters.</param>
/// <param name="Label">What people call it.</param>
public sealed record Org(string Id, long Number, string Name, string Label, OrgStatus Status, long CreatedMicros)
{
    /// <summary>The operator's own org: the first one.</summary>
    public const long OperatorNumber = 1;

    /// <summary>True for the provider's own org, whose super administrators run the service.</summary>
    public bool IsOperator => Number == OperatorNumber;

    /// <summary>Whether a text can be an org's name.</summary>
    public static bool IsName(string name) =>
        name.Length is >= 2 and <= 63 && name[0] != '-' && name[^1] != '-' && name.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-');
}

/// <summary>Whether an org is served.</summary>
public enum OrgStatus
{
    /// <summary>Served.</summary>
    Active,

    /// <summary>Every request is refused; nothing is lost.</summary>
    Suspended,
}
