using Firebreak.Server.Hosting;
using Firebreak.SignIn;

namespace Firebreak.Server.Api;

/// <summary>The rules of policies. Source: Okta, Policies API.</summary>
internal static class PolicyRuleEndpoints
{
    private const string Path = "/api/v1/policies/{policyId}/rules";

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ReadPolicies, "GET", Path, List),
        ApiRoute.For(Permission.ManagePolicies, "POST", Path, Create),
        ApiRoute.For(Permission.ReadPolicies, "GET", Path + "/{ruleId}", Get),
        ApiRoute.For(Permission.ManagePolicies, "PUT", Path + "/{ruleId}", Replace),
        ApiRoute.For(Permission.ManagePolicies, "DELETE", Path + "/{ruleId}", Delete),
        ApiRoute.For(Permission.ManagePolicies, "POST", Path + "/{ruleId}/lifecycle/activate", call => Switch(call, PolicyStatus.ACTIVE)),
        ApiRoute.For(Permission.ManagePolicies, "POST", Path + "/{ruleId}/lifecycle/deactivate", call => Switch(call, PolicyStatus.INACTIVE)),
    ];

    private static async Task List(Call call)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var found = await PolicyEndpoints.Found(db, call);
        if (found.Refusal is { } refusal) await call.Refuse(refusal);
        else await call.AnswerList(await PolicyTable.Rules(db, call.Org, found.Value), (json, rule) => PolicyJson.Write(json, rule, found.Value.Type, call.BaseUrl));
    }

    private static async Task Create(Call call)
    {
        var body = await call.Body();
        await (body.Refusal is { } refusal
            ? call.Refuse(refusal)
            : Answer(call, await PolicyRules.Create(call.Store, call.Caller, call.Path("policyId"), body.Value, call.Flag("activate", true), call.Aborted)));
    }

    private static async Task Get(Call call)
    {
        Outcome<PolicyRule> rule;
        await using (var db = await call.Store.Read(call.Org, call.Aborted))
        {
            var found = await PolicyEndpoints.Found(db, call);
            // A rule of a policy that is gone is what is missing, as recorded.
            rule = found.Refusal is null && (await PolicyTable.Rules(db, call.Org, found.Value)).FirstOrDefault(rule => rule.Id == call.Path("ruleId")) is { } one
                ? one : Refusal.NotFound(call.Path("ruleId"), PolicyRules.Kind);
        }
        await Answer(call, rule);
    }

    private static async Task Replace(Call call)
    {
        var body = await call.Body();
        await (body.Refusal is { } refusal
            ? call.Refuse(refusal)
            : Answer(call, await PolicyRules.Replace(call.Store, call.Caller, call.Path("policyId"), call.Path("ruleId"), body.Value, call.Aborted)));
    }

    private static async Task Delete(Call call) => await call.Answer(
        await PolicyRules.Delete(call.Store, call.Caller, call.Path("policyId"), call.Path("ruleId"), call.Aborted), _ => call.AnswerNothing());

    private static async Task Switch(Call call, PolicyStatus status) => await call.Answer(
        await PolicyRules.Switch(call.Store, call.Caller, call.Path("policyId"), call.Path("ruleId"), status, call.Aborted), _ => call.AnswerNothing());

    private static async Task Answer(Call call, Outcome<PolicyRule> outcome)
    {
        if (outcome.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        await call.Answer(await PolicyEndpoints.Found(db, call), policy => call.Answer(200, json => PolicyJson.Write(json, outcome.Value, policy.Type, call.BaseUrl)));
    }
}
