using System.Text;
using System.Text.Json;
using Firebreak.Log.Events;
using Firebreak.SystemLog;

namespace Firebreak.Server.Pages;

/// <summary>An event as a table shows it: who did what to whom, from where, how it ended.</summary>
/// <param name="Type">Empty when the entry was erased.</param>
public sealed record EventRow(long Index, long Published, string Uuid, string Type, string Message, string Severity, string Result, string? Reason, EventParty Actor, IReadOnlyList<EventParty> Targets, string? Address)
{
    /// <summary>Whether it is worth a look: a warning, an error, or something that did not go through.</summary>
    public bool IsWarning => Severity is "WARN" or "ERROR" || Result is "FAILURE" or "DENY";

    /// <summary>The mark beside it: how it ended or, when that went well, how grave it is.</summary>
    public string Mark => Result is "FAILURE" or "DENY" or "CHALLENGE" || Severity is not ("WARN" or "ERROR") ? Result : Severity;

    /// <summary>Reads an entry.</summary>
    public static EventRow Of(StoredEvent stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        if (stored.Body is null) return new EventRow(stored.Index, stored.Published, "", "", "", "", "", null, new EventParty("", "", "", ""), [], null);
        return Of(stored.Index, stored.Body);
    }

    /// <summary>Reads the bytes of an entry that is there.</summary>
    public static EventRow Of(long index, byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        var outcome = root.GetProperty("outcome");
        return new EventRow(
            index, Instant.TryParse(Encoding.UTF8.GetBytes(Text(root, "published") ?? ""), out var at) ? at.Micros : 0, Text(root, "uuid") ?? "", Text(root, "eventType") ?? "", Text(root, "displayMessage") ?? "", Text(root, "severity") ?? "",
            Text(outcome, "result") ?? "", Text(outcome, "reason"), EventParty.Of(root.GetProperty("actor")),
            root.GetProperty("target") is { ValueKind: JsonValueKind.Array } targets ? [.. targets.EnumerateArray().Take(5).Select(EventParty.Of)] : [],
            root.TryGetProperty("client", out var client) ? Text(client, "ipAddress") : null);
    }

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>An actor or a target.</summary>
public sealed record EventParty(string Id, string Type, string Login, string Name)
{
    /// <summary>What people call it.</summary>
    public string Shown => Name.Length > 0 && Name != "unknown" ? Name : Login.Length > 0 ? Login : Id;

    internal static EventParty Of(JsonElement json) => new(Text(json, "id"), Text(json, "type"), Text(json, "alternateId"), Text(json, "displayName"));

    private static string Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
