using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>What can be done with groups whose members have an app. Source: Okta, Application Groups API.</summary>
internal static class AppGroups
{
    public const int DefaultLimit = 20, MostLimit = 200;

    /// <summary>Gives an app to a group, or changes how it has it; without a priority it comes first.</summary>
    public static Task<Outcome<AppGroup>> Assign(Store store, Caller caller, string appId, string groupId, AppGroupForm form, CancellationToken ct) =>
        Put(store, caller, appId, groupId, form, mayBeNew: true, ct);

    /// <summary>Changes how a group has an app.</summary>
    public static Task<Outcome<AppGroup>> Update(Store store, Caller caller, string appId, string groupId, AppGroupForm form, CancellationToken ct) =>
        Put(store, caller, appId, groupId, form, mayBeNew: false, ct);

    /// <summary>Takes an app from a group: its members lose it, unless they have it otherwise.</summary>
    public static Task<Outcome<Done>> Remove(Store store, Caller caller, string appId, string groupId, CancellationToken ct) =>
        store.Write<Done>(caller, Permission.AssignApps, async tx =>
        {
            var app = await Apps.Find(tx, caller, Permission.AssignApps, appId);
            if (app.Refusal is { } no) return no;
            if (await AppGroupTable.Find(tx, tx.Org.Id, appId, groupId) is not { } group) return Refusal.NotFound(groupId, AppGroup.Kind);
            await AppGroupTable.Delete(tx, appId, groupId);
            await AppAssignments.DropUnheld(tx, $"and app_id = {appId}");
            tx.Record(Event.Of(AppEvents.GroupRemoved, group.Target, app.Value.Target));
            return Done.It;
        }, ct);

    private static Task<Outcome<AppGroup>> Put(Store store, Caller caller, string appId, string groupId, AppGroupForm form, bool mayBeNew, CancellationToken ct) =>
        store.Write<AppGroup>(caller, Permission.AssignApps, async tx =>
        {
            var app = await Apps.Find(tx, caller, Permission.AssignApps, appId);
            if (app.Refusal is { } no) return no;
            if (!await tx.Any($"select 1 from groups where org_id = {tx.Org.Id} and id = {groupId}")) return Refusal.NotFound(groupId, "UserGroup");
            var before = await AppGroupTable.Find(tx, tx.Org.Id, appId, groupId);
            if (before is null && !mayBeNew) return Refusal.NotFound(groupId, AppGroup.Kind);
            var priority = form.Priority ?? before?.Priority ?? 0;
            if (priority != before?.Priority) await AppGroupTable.MakeRoom(tx, appId, priority);
            await AppGroupTable.Put(tx, appId, groupId, priority, form.Profile ?? before?.Profile ?? "{}");
            var after = (await AppGroupTable.Find(tx, tx.Org.Id, appId, groupId))!;
            tx.Record(Event.Of(before is null ? AppEvents.GroupAdded : AppEvents.GroupUpdated, after.Target, app.Value.Target).With("priority", after.Priority.ToString()));
            return after;
        }, ct);
}
