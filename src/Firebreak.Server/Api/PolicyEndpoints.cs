using Firebreak.Server.Hosting;
using Firebreak.SignIn;
using Firebreak.Storage;

namespace Firebreak.Server.Api;

/// <summary>Policies. Source: Okta, Policies API.</summary>
internal static class PolicyEndpoints
{
    private const string Path = "/api/v1/policies";
    private const int MostListed = 200;

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ReadPolicies, "GET", Path, List) with { Refused = ["expand", "resourceId", "sortBy"] },
        ApiRoute.For(Permission.ManagePolicies, "POST", Path, Create),
        ApiRoute.For(Permission.ReadPolicies, "GET", Path + "/{policyId}", Get) with { Refused = ["expand"] },
        ApiRoute.For(Permission.ManagePolicies, "PUT", Path + "/{policyId}", Replace),
        ApiRoute.For(Permission.ManagePolicies, "DELETE", Path + "/{policyId}", Delete),
        ApiRoute.For(Permission.ManagePolicies, "POST", Path + "/{policyId}/clone", Clone),
        ApiRoute.For(Permission.ManagePolicies, "POST", Path + "/{policyId}/lifecycle/activate", call => Switch(call, PolicyStatus.ACTIVE)),
        ApiRoute.For(Permission.ManagePolicies, "POST", Path + "/{policyId}/lifecycle/deactivate", call => Switch(call, PolicyStatus.INACTIVE)),
        ApiRoute.For(Permission.ReadPolicies, "GET", Path + "/{policyId}/app", ListNothing),
        ApiRoute.For(Permission.ReadPolicies, "GET", Path + "/{policyId}/mappings", ListNothing),
        ApiRoute.For(Permission.ManagePolicies, "POST", Path + "/{policyId}/mappings", Map),
    ];

    private static async Task List(Call call)
    {
        if (Policies.TypeOf(call.Query("type")) is not { } type)
        {
            await call.Refuse(Policies.UnknownType);
            return;
        }
        var limit = call.Limit(MostListed, MostListed);
        if (limit.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var (status, word) = (call.Query("status"), call.Query("q"));
        var policies = (await PolicyTable.Of(db, call.Org, type))
            .Where(policy => (string.IsNullOrEmpty(status) || policy.Status.ToString() == status) && (string.IsNullOrEmpty(word) || policy.Name.Contains(word, StringComparison.OrdinalIgnoreCase)));
        // Pages follow the order in which policies are asked, from behind the one that was last.
        var rest = call.Query("after") is { Length: > 0 } after ? policies.SkipWhile(policy => policy.Id != after).Skip(1) : policies;
        var page = rest.Take(limit.Value + 1).ToList();
        call.Link(GroupEndpoints.Cut(page, limit.Value) ? page[^1].Id : null);
        await call.AnswerList(page, (json, policy) => PolicyJson.Write(json, policy, call.BaseUrl));
    }

    private static async Task Create(Call call)
    {
        var body = await call.Body();
        await (body.Refusal is { } refusal
            ? call.Refuse(refusal)
            : call.Answer(await Policies.Create(call.Store, call.Caller, body.Value, call.Flag("activate", true), call.Aborted), policy => Answer(call, policy)));
    }

    private static async Task Get(Call call)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        await call.Answer(await Found(db, call), policy => Answer(call, policy));
    }

    private static async Task Replace(Call call)
    {
        var body = await call.Body();
        await (body.Refusal is { } refusal
            ? call.Refuse(refusal)
            : call.Answer(await Policies.Replace(call.Store, call.Caller, call.Path("policyId"), body.Value, call.Aborted), policy => Answer(call, policy)));
    }

    private static async Task Delete(Call call) => await call.Answer(
        await Policies.Delete(call.Store, call.Caller, call.Path("policyId"), call.Aborted), _ => call.AnswerNothing());

    private static async Task Clone(Call call) => await call.Answer(
        await Policies.Clone(call.Store, call.Caller, call.Path("policyId"), call.Aborted), policy => Answer(call, policy));

    private static async Task Switch(Call call, PolicyStatus status) => await call.Answer(
        await Policies.Switch(call.Store, call.Caller, call.Path("policyId"), status, call.Aborted), _ => call.AnswerNothing());

    // No app names a policy yet.
    private static async Task ListNothing(Call call)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        await call.Answer(await Found(db, call), _ => call.AnswerList(Array.Empty<Policy>(), (json, policy) => PolicyJson.Write(json, policy, call.BaseUrl)));
    }

    // In Okta's words, as recorded: apps name their policy, not the other way round.
    private static async Task Map(Call call)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        await call.Refuse((await Found(db, call)).Refusal ?? Refusal.Invalid("Policy mappings are no longer supported on this endpoint."));
    }

    /// <summary>The policy of the path.</summary>
    internal static async ValueTask<Outcome<Policy>> Found(Queries db, Call call) =>
        await PolicyTable.Find(db, call.Org, call.Path("policyId")) is { } policy ? policy : Refusal.NotFound(call.Path("policyId"), Policies.Kind);

    private static Task Answer(Call call, Policy policy) => call.Answer(200, json => PolicyJson.Write(json, policy, call.BaseUrl));
}
