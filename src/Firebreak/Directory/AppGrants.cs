using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>What can be done with apps' grants. Source: Okta, Application Grants API. Nothing is issued here: the room that issues tokens asks what was granted.</summary>
/// <remarks>A scope is authority over the org, which an app's own administrator need not have: as at Okta, super administrators alone grant it.</remarks>
internal static class AppGrants
{
    /// <summary>Lets an app ask for a scope. Once is enough: of a second time the first stays.</summary>
    public static async Task<Outcome<AppGrant>> Grant(Store store, Caller caller, string appId, string scope, CancellationToken ct)
    {
        if (!OktaScopes.Has(scope)) return Refusal.Invalid("scopeId", $"scopeId: '{(scope.Length <= 60 ? scope : scope[..60] + "…")}' is no scope of Okta's APIs.");
        return await store.Write<AppGrant>(caller, Permission.ManageRoles, async tx =>
        {
            var found = await Client(tx, caller, appId);
            if (found.Refusal is { } no) return no;
            var known = await AppGrantTable.OfScope(tx, tx.Org.Id, appId, scope);
            var grant = known ?? new AppGrant(Ids.New(Ids.AppGrant, tx.At), scope, tx.At, caller.Actor.Id, caller.Actor.Type);
            var what = Event.Of(AppEvents.ConsentGranted, found.Value.Target, grant.Target).With("scope", scope);
            if (known is null) await AppGrantTable.Insert(tx, appId, grant);
            tx.Record(known is null ? what : what with { Result = EventResult.SKIPPED, Reason = "The scope was granted before." });
            return grant;
        }, ct);
    }

    public static Task<Outcome<Done>> Revoke(Store store, Caller caller, string appId, string id, CancellationToken ct) =>
        store.Write<Done>(caller, Permission.ManageRoles, async tx =>
        {
            var found = await Client(tx, caller, appId);
            if (found.Refusal is { } no) return no;
            if (await AppGrantTable.Find(tx, tx.Org.Id, appId, id) is not { } grant) return Refusal.NotFound(id, AppGrant.Kind);
            await AppGrantTable.Delete(tx, appId, id);
            tx.Record(Event.Of(AppEvents.ConsentRevoked, found.Value.Target, grant.Target).With("scope", grant.Scope));
            return Done.It;
        }, ct);

    private static async ValueTask<Outcome<App>> Client(WriteTransaction tx, Caller caller, string appId)
    {
        var found = await Apps.Find(tx, caller, Permission.ManageRoles, appId);
        if (found.Refusal is not null) return found;
        return found.Value.ClientId is null ? Refusal.Invalid("appId", "appId: Only OpenID Connect clients ask for scopes.") : found;
    }
}
