using Firebreak.Server.Hosting;

namespace Firebreak.Server.Pages;

/// <summary>What a form sent.</summary>
internal sealed class Form(IFormCollection sent)
{
    /// <summary>A field without spaces around it; empty when it is not there.</summary>
    public string Text(string name) => Secret(name).Trim();

    /// <summary>A field as it was typed; empty when it is not there.</summary>
    public string Secret(string name) => sent.TryGetValue(name, out var values) ? values[0] ?? "" : "";

    /// <summary>Whether a box was ticked.</summary>
    public bool Ticked(string name) => sent.ContainsKey(name);

    /// <summary>All values of a field.</summary>
    public IReadOnlyList<string> Texts(string name) => [.. sent[name].OfType<string>()];
}

/// <summary>Forms of a call.</summary>
internal static class CallForms
{
    /// <summary>The form that was sent; the door has checked its token.</summary>
    public static async ValueTask<Form> Form(this Call call) => new(await call.Http.Request.ReadFormAsync(call.Aborted));
}
