using Microsoft.AspNetCore.Components;

namespace Firebreak.Server.Pages;

/// <summary>A part of a page: knows the page and speaks its language.</summary>
public abstract class View : ComponentBase
{
    /// <summary>The page that this is a part of.</summary>
    [CascadingParameter]
    public PageContext Page { get; set; } = null!;

    /// <summary>A sentence of the catalogue.</summary>
    protected string T(string code, params object?[] with) => Page.Sentences.Say(code, with);

    /// <summary>A number as this page writes it.</summary>
    protected string N(long number) => Page.Sentences.Number(number);

    /// <summary>The address of a page of this org.</summary>
    protected string To(string path) => Page.To(path);

    /// <summary>A part of an address, encoded.</summary>
    protected static string Url(string text) => Uri.EscapeDataString(text);
}

/// <summary>A whole page with what it shows.</summary>
public abstract class View<TModel> : View
{
    /// <summary>What it shows.</summary>
    [Parameter, EditorRequired]
    public TModel Model { get; set; } = default!;
}
