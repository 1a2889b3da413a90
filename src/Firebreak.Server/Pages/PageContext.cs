using Firebreak.Storage;

namespace Firebreak.Server.Pages;

/// <summary>What every page knows: where it stands, who looks at it, and how it speaks.</summary>
/// <param name="Org">The org whose page it is; null at an address that names none.</param>
/// <param name="Caller">Who has signed in; null: nobody.</param>
/// <param name="Base">The org's path, without a slash at the end; every link of a page begins with it.</param>
/// <param name="FormToken">What forms of this page carry.</param>
/// <param name="Section">Which part of the navigation is here.</param>
/// <param name="Title">Of the window.</param>
/// <param name="Done">The code of what was just done; null: nothing.</param>
public sealed record PageContext(Org? Org, Caller? Caller, string Base, string FormToken, string Section, string Title, string? Done)
{
    /// <summary>The language of the page.</summary>
    public Sentences Sentences { get; init; } = Sentences.English;

    /// <summary>The clock when it is shifted, which every page says; null: it is the machine's.</summary>
    public ShiftedClock? Clock { get; init; }

    /// <summary>The address of a page of this org.</summary>
    public string To(string path) => $"{Base}/{path}";

    /// <summary>Whether who looks may do something at all; the operation asks again.</summary>
    public bool May(Permission permission) => Caller?.Authority.Allows(permission) ?? false;
}
