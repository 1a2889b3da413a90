using System.Text;
using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>A page of groups; what to ask next for, or null at the end.</summary>
internal sealed record GroupPage(List<Group> Groups, string? Next);

/// <summary>Finds groups: an index chooses where it can, and the filter decides.</summary>
internal static class GroupSearch
{
    private const int Batch = 2000;

    /// <summary>A page of the groups that a caller may see.</summary>
    public static async ValueTask<GroupPage> List(Queries db, Caller caller, GroupQuestion question)
    {
        var where = question.Where();
        if (caller.Authority.GroupsFor(Permission.ReadGroups) is { } only) where = Sql.Join(" and ", [where, $"g.id in {only}"]);
        if (question.SortBy is not null) return await Sorted(db, caller.Org.Id, question, where);
        return question.Prefix is not null ? await ByName(db, caller.Org.Id, question, where) : await ById(db, caller.Org.Id, question, where);
    }

    private static async ValueTask<GroupPage> ById(Queries db, string org, GroupQuestion question, Sql where)
    {
        var found = new List<Group>();
        var after = question.After;
        while (found.Count <= question.Limit)
        {
            var size = Math.Clamp(question.Limit + 1 - found.Count, 200, Batch);
            var batch = await GroupTable.List(db, org, where, after, size);
            found.AddRange(batch.Where(question.Matches));
            if (batch.Count < size) break;
            after = batch[^1].Id;
        }
        return Cut(found, question.Limit, last => last.Id);
    }

    // For a picker that finds by prefix: it narrows as one types and has no second page.
    private static async ValueTask<GroupPage> ByName(Queries db, string org, GroupQuestion question, Sql where)
    {
        var found = await GroupTable.ListByName(db, org, where, question.Filter is null ? question.Limit : Batch);
        return new GroupPage([.. found.Where(question.Matches).Take(question.Limit)], null);
    }

    private static async ValueTask<GroupPage> Sorted(Queries db, string org, GroupQuestion question, Sql where)
    {
        var found = new List<(string Value, Group Group)>();
        for (var after = ""; ;)
        {
            var batch = await GroupTable.List(db, org, where, after, Batch);
            found.AddRange(batch.Where(question.Matches).Select(group => (question.SortValue(group), group)));
            if (batch.Count < Batch) break;
            after = batch[^1].Id;
        }
        var order = question.Descending ? -1 : 1;
        found.Sort((a, b) => Compare(a.Value, a.Group.Id, b.Value, b.Group.Id, order));
        IEnumerable<(string Value, Group Group)> rest = found;
        if (Cursor(question.After) is var (value, id)) rest = found.SkipWhile(item => Compare(item.Value, item.Group.Id, value, id, order) <= 0);
        return Cut([.. rest.Select(item => item.Group).Take(question.Limit + 1)], question.Limit, last => Cursor(question.SortValue(last), last.Id));
    }

    private static GroupPage Cut(List<Group> found, int limit, Func<Group, string> next) =>
        found.Count > limit ? new GroupPage(found[..limit], next(found[limit - 1])) : new GroupPage(found, null);

    // Groups with the same value stand in the order of their ids, whichever way the values run.
    private static int Compare(string value, string id, string otherValue, string otherId, int order)
    {
        var byValue = string.Compare(value, otherValue, StringComparison.OrdinalIgnoreCase) * order;
        return byValue != 0 ? byValue : string.CompareOrdinal(id, otherId);
    }

    private static string Cursor(string value, string id) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{id} {value}"));

    private static (string Value, string Id)? Cursor(string text)
    {
        if (text.Length == 0 || !System.Buffers.Text.Base64Url.IsValid(text)) return null;
        var parts = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(text)).Split(' ', 2);
        return parts.Length == 2 ? (parts[1], parts[0]) : null;
    }
}
