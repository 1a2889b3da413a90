using System.Collections.Immutable;
using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.SignIn;

/// <summary>What can be done with behavior detection rules. Source: Okta, Behavior Rules API.</summary>
internal static class Behaviors
{
    private const string Kind = "BehaviorSettings";
    private const int MostBehaviors = 100, NameLength = 128;

    /// <summary>Makes a behavior. It is active whatever status was sent, as recorded.</summary>
    public static Task<Outcome<Behavior>> Create(Store store, Caller caller, JsonElement sent, CancellationToken ct) =>
        store.Write<Behavior>(caller, Permission.ManagePolicies, async tx =>
        {
            if (TypeOf(sent) is not { } type) return Refusal.Invalid("type", $"type: One of {string.Join(", ", Enum.GetNames<BehaviorType>())} is expected.");
            var all = await BehaviorTable.All(tx, tx.Org);
            var made = Read(new Behavior(Ids.New(Ids.Behavior, tx.At), type, "", BehaviorStatus.ACTIVE, new(null, null, null, null, null), tx.At, tx.At), sent, all);
            if (made.Refusal is { } wrong) return wrong;
            if (all.Length >= MostBehaviors) return Refusal.Invalid("behavior", $"An org can have at most {MostBehaviors} behaviors.");
            await Save(tx, BehaviorEvents.Created, made.Value);
            return made.Value;
        }, ct);

    /// <summary>Puts another name and other settings in a behavior's place; its type and its status stay, as recorded.</summary>
    public static Task<Outcome<Behavior>> Replace(Store store, Caller caller, string id, JsonElement sent, CancellationToken ct) =>
        store.Write<Behavior>(caller, Permission.ManagePolicies, async tx =>
        {
            var all = await BehaviorTable.All(tx, tx.Org);
            if (all.FirstOrDefault(behavior => behavior.Id == id) is not { } old) return Refusal.NotFound(id, Kind);
            if (TypeOf(sent) != old.Type) return Refusal.Invalid("type", $"type: The type of a behavior cannot be changed; this one is {old.Type}.");
            var made = Read(old with { LastUpdated = tx.At }, sent, all);
            if (made.Refusal is { } wrong) return wrong;
            await Save(tx, BehaviorEvents.Updated, made.Value);
            return made.Value;
        }, ct);

    /// <summary>Looks for a behavior from now on, or no longer.</summary>
    public static Task<Outcome<Behavior>> Switch(Store store, Caller caller, string id, BehaviorStatus status, CancellationToken ct) =>
        store.Write<Behavior>(caller, Permission.ManagePolicies, async tx =>
        {
            if (await BehaviorTable.Find(tx, tx.Org, id) is not { } old) return Refusal.NotFound(id, Kind);
            var behavior = old with { Status = status, LastUpdated = tx.At };
            await Save(tx, BehaviorEvents.Updated, behavior);
            return behavior;
        }, ct);

    /// <summary>Deletes a behavior.</summary>
    public static Task<Outcome<Done>> Delete(Store store, Caller caller, string id, CancellationToken ct) =>
        store.Write<Done>(caller, Permission.ManagePolicies, async tx =>
        {
            if (await BehaviorTable.Find(tx, tx.Org, id) is not { } behavior) return Refusal.NotFound(id, Kind);
            if (FirstBehaviors.Of(tx.Org).Any(first => first.Id == id)) await BehaviorTable.Save(tx, behavior with { Status = BehaviorStatus.DELETED, LastUpdated = tx.At });
            else await BehaviorTable.Delete(tx, id);
            tx.Record(Event.Of(BehaviorEvents.Deleted, behavior.Target));
            return Done.It;
        }, ct);

    private static Outcome<Behavior> Read(Behavior behavior, JsonElement sent, ImmutableArray<Behavior> all)
    {
        var name = JsonText.TextOf(sent, "name");
        if (string.IsNullOrWhiteSpace(name)) return Refusal.Invalid("name", "name: The field cannot be left blank");
        if (name.Length > NameLength) return Refusal.Invalid("name", $"name: String cannot exceed {NameLength} characters.");
        if (all.Any(other => other.Id != behavior.Id && User.Fold(other.Name) == User.Fold(name))) return Refusal.Invalid("name", "name: An object with this field already exists in the current organization");
        var settings = BehaviorJson.Read(behavior.Type, JsonText.Of(sent, "settings"));
        if (settings.Refusal is { } wrong) return wrong;
        return behavior with { Name = name, Settings = settings.Value };
    }

    private static async ValueTask Save(WriteTransaction tx, EventType what, Behavior behavior)
    {
        await BehaviorTable.Save(tx, behavior);
        tx.Record(Event.Of(what, behavior.Target).With("settings", BehaviorJson.Text(behavior.Settings)).With("status", behavior.Status.ToString()));
    }

    private static BehaviorType? TypeOf(JsonElement sent) =>
        JsonText.TextOf(sent, "type") is { } text && Enum.GetNames<BehaviorType>().Contains(text) ? Enum.Parse<BehaviorType>(text) : null;
}
