using Firebreak.Directory;
using Firebreak.Server.Hosting;

namespace Firebreak.Server.Api;

/// <summary>Group rules. Source: Okta, Group rules API.</summary>
internal static class GroupRuleEndpoints
{
    private const int ListLimit = 50, MostListed = 200;

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ReadGroups, "GET", "/api/v1/groups/rules", List),
        ApiRoute.For(Permission.ManageRules, "POST", "/api/v1/groups/rules", Create),
        ApiRoute.For(Permission.ReadGroups, "GET", "/api/v1/groups/rules/{groupRuleId}", Get),
        ApiRoute.For(Permission.ManageRules, "PUT", "/api/v1/groups/rules/{groupRuleId}", Replace),
        ApiRoute.For(Permission.ManageRules, "DELETE", "/api/v1/groups/rules/{groupRuleId}", Delete),
        ApiRoute.For(Permission.ManageRules, "POST", "/api/v1/groups/rules/{groupRuleId}/lifecycle/activate", Activate),
        ApiRoute.For(Permission.ManageRules, "POST", "/api/v1/groups/rules/{groupRuleId}/lifecycle/deactivate", Deactivate),
    ];

    private static async Task List(Call call)
    {
        var limit = call.Limit(ListLimit, MostListed);
        var expand = Expand(call);
        if ((limit.Refusal ?? expand.Refusal ?? Unlimited(call)) is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var word = call.Query("search") is { Length: > 0 } search ? search : null;
        var rules = await GroupRuleTable.List(db, call.Org.Id, word, call.Query("after") ?? "", limit.Value + 1);
        call.Link(GroupEndpoints.Cut(rules, limit.Value) ? rules[^1].Id : null);
        var names = expand.Value ? await Names(db, call.Org, rules) : null;
        await call.AnswerList(rules, (json, rule) => GroupJson.Write(json, rule, names));
    }

    private static async Task Create(Call call)
    {
        var body = await call.Body();
        await (body.Refusal is { } refusal
            ? call.Refuse(refusal)
            : call.Answer(await GroupRules.Create(call.Store, call.Caller, body.Value, call.Aborted), rule => Answer(call, rule)));
    }

    private static async Task Get(Call call)
    {
        var expand = Expand(call);
        if ((expand.Refusal ?? Unlimited(call)) is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        var id = call.Path("groupRuleId");
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await GroupRules.Find(db, call.Org, id) is not { } rule)
        {
            await call.Refuse(Refusal.NotFound(id, "GroupRule"));
            return;
        }
        var names = expand.Value ? await Names(db, call.Org, [rule]) : null;
        await call.Answer(200, json => GroupJson.Write(json, rule, names));
    }

    private static async Task Replace(Call call)
    {
        var body = await call.Body();
        await (body.Refusal is { } refusal
            ? call.Refuse(refusal)
            : call.Answer(await GroupRules.Replace(call.Store, call.Caller, call.Path("groupRuleId"), body.Value, call.Aborted), rule => Answer(call, rule)));
    }

    // 202 with an empty object, as recorded.
    private static async Task Delete(Call call) => await call.Answer(
        await GroupRules.Delete(call.Store, call.Caller, call.Path("groupRuleId"), call.Flag("removeUsers", false), call.Aborted),
        _ => call.Answer(202, json =>
        {
            json.WriteStartObject();
            json.WriteEndObject();
        }));

    private static async Task Activate(Call call) => await call.Answer(
        await GroupRules.Activate(call.Store, call.Caller, call.Path("groupRuleId"), call.Aborted), _ => call.AnswerNothing());

    private static async Task Deactivate(Call call) => await call.Answer(
        await GroupRules.Deactivate(call.Store, call.Caller, call.Path("groupRuleId"), call.Aborted), _ => call.AnswerNothing());

    private static Task Answer(Call call, GroupRule rule) => call.Answer(200, json => GroupJson.Write(json, rule, null));

    // A rule tells of groups and people beyond one's own; Okta too shows rules only to who manages all groups.
    private static Refusal? Unlimited(Call call) => call.Caller.Authority.AllowsEverywhere(Permission.ReadGroups) ? null : Refusal.NotAllowed();

    private static Outcome<bool> Expand(Call call) => call.Query("expand") switch
    {
        null or "" => false,
        "groupIdToGroupNameMap" => true,
        _ => Refusal.Invalid("expand", "expand: 'groupIdToGroupNameMap' is expected."),
    };

    private static async ValueTask<Dictionary<string, string>> Names(Storage.Queries db, Org org, List<GroupRule> rules)
    {
        var ids = rules.SelectMany(rule => rule.GroupIds.Concat(rule.Condition.GroupIds)).ToHashSet(StringComparer.Ordinal);
        return (await GroupTable.FindAll(db, org.Id, ids)).ToDictionary(group => group.Id, group => group.Name, StringComparer.Ordinal);
    }
}
