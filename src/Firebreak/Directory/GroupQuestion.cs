using System.Text.Json;
using Firebreak.Expressions;
using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>What a list of groups is asked for. Source: Okta, Groups API, "List all groups".</summary>
internal sealed record GroupQuestion(string? Prefix, Filter? Filter, string? SortBy, bool Descending, string After, int Limit)
{
    // What "filter" may ask; "search" may ask more, and any attribute of the profile.
    private static readonly string[] Filtered = ["id", "type", "lastUpdated", "lastMembershipUpdated"];
    private static readonly string[] Searched = [.. Filtered, "created", "source.id"];

    /// <summary>Reads the parameters as they were sent.</summary>
    public static Outcome<GroupQuestion> Parse(string? q, string? filter, string? search, string? sortBy, string? sortOrder, string? after, int limit)
    {
        if ($"{q}{filter}{search}{sortBy}{after}".Contains('\0')) return Refusal.BadSearch("No text holds a null character.");
        var parts = new List<Filter>();
        foreach (var (text, isSearch) in new[] { (filter, false), (search, true) })
        {
            if (string.IsNullOrWhiteSpace(text)) continue;
            if (!ScimFilter.TryParse(text, out var parsed, out var problem)) return Refusal.BadSearch(problem);
            if (Paths(parsed).FirstOrDefault(path => !MayAsk(path, isSearch)) is { } unknown) return Refusal.BadSearch($"Groups cannot be {(isSearch ? "searched" : "filtered")} by '{Short(unknown)}'.");
            parts.Add(parsed);
        }
        if (sortBy is { Length: > 0 } && !MayAsk(sortBy, isSearch: true)) return Refusal.BadSearch($"Groups cannot be sorted by '{Short(sortBy)}'.");
        if (sortOrder is { Length: > 0 } && !sortOrder.Equals("asc", StringComparison.OrdinalIgnoreCase) && !sortOrder.Equals("desc", StringComparison.OrdinalIgnoreCase))
            return Refusal.Invalid("sortOrder", "sortOrder: 'asc' or 'desc' is expected.");
        Filter? both = parts switch { [] => null, [var only] => only, _ => new Filter.And([.. parts]) };
        return new GroupQuestion(
            string.IsNullOrEmpty(q) ? null : q, both, string.IsNullOrEmpty(sortBy) ? null : sortBy,
            string.Equals(sortOrder, "desc", StringComparison.OrdinalIgnoreCase), after ?? "", limit);
    }

    /// <summary>What SQL can say of the question; whoever passes is still asked by <see cref="Matches"/>.</summary>
    public Sql Where()
    {
        var parts = new List<Sql> { Part($"1 = 1") };
        if (Prefix is not null) parts.Add(StartsWith(User.Fold(Prefix)));
        if (Filter is not null) parts.AddRange(Narrow(Filter));
        return Sql.Join(" and ", parts);
    }

    /// <summary>Whether a group is asked for.</summary>
    public bool Matches(Group group)
    {
        if (Filter is null) return true;
        using var document = Document(group);
        return Filter.Matches(document.RootElement);
    }

    /// <summary>The text by which a group is sorted.</summary>
    public string SortValue(Group group)
    {
        using var document = Document(group);
        var value = document.RootElement;
        foreach (var name in SortBy!.Split('.'))
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value)) return "";
        return value.ValueKind == JsonValueKind.String ? value.TryText(out var text) ? text! : "" : value.ToString();
    }

    private static bool MayAsk(string path, bool isSearch) =>
        isSearch ? Searched.Contains(path) || (path.StartsWith("profile.", StringComparison.Ordinal) && path.Length > 8) : Filtered.Contains(path);

    private static IEnumerable<string> Paths(Filter filter) => filter switch
    {
        Filter.And and => and.Parts.SelectMany(Paths),
        Filter.Or or => or.Parts.SelectMany(Paths),
        Filter.Not not => Paths(not.Inner),
        Filter.Present present => [present.Path.ToString()],
        Filter.Comparison comparison => [comparison.Path.ToString()],
        Filter.ValuePath path => [path.ToString()],
        _ => throw new InvalidOperationException("There are no other filters."),
    };

    private static IEnumerable<Sql> Narrow(Filter filter)
    {
        if (filter is Filter.And and)
        {
            foreach (var part in and.Parts.SelectMany(Narrow)) yield return part;
            yield break;
        }
        foreach (var required in filter.RequiredEqualities())
        {
            if (required.Path.ToString() == "id") yield return $"g.id in {required.AnyOf.ToList()}";
            else if (required.Path.ToString() == "profile.name") yield return $"g.name_key in {required.AnyOf.Select(User.Fold).ToList()}";
        }
        if (filter is not Filter.Comparison { Value: FilterValue.Text text } test) yield break;
        if (test is { Operator: FilterOperator.StartsWith } && test.Path.ToString() == "profile.name") yield return StartsWith(User.Fold(text.Value));
        if (text.Instant is not { } moment || Column(test.Path.ToString()) is not { } column) yield break;
        if (test.Operator is FilterOperator.Greater or FilterOperator.GreaterOrEqual) yield return Sql.Nothing.Then(column).Then($" >= {moment.Micros}");
        // Times are kept with more digits than they are shown and compared with.
        if (test.Operator is FilterOperator.Less or FilterOperator.LessOrEqual) yield return Sql.Nothing.Then(column).Then($" <= {moment.Micros + Times.MicrosPerMilli}");
    }

    private static Sql Part(Sql part) => part;

    private static Sql? Column(string path) => path switch
    {
        "created" => $"g.created",
        "lastUpdated" => $"g.last_updated",
        "lastMembershipUpdated" => $"g.last_membership_updated",
        _ => null,
    };

    // The last code point there is: nothing that begins with the text comes after it.
    private static Sql StartsWith(string folded) => $"(g.name_key >= {folded} and g.name_key <= {folded + "\U0010FFFF"})";

    private static JsonDocument Document(Group group)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, group.Id);
            json.WriteString("type"u8, group.Type.ToString());
            json.WriteString("created"u8, Times.Show(group.Created));
            json.WriteString("lastUpdated"u8, Times.Show(group.LastUpdated));
            json.WriteString("lastMembershipUpdated"u8, Times.Show(group.LastMembershipUpdated));
            json.WritePropertyName("profile"u8);
            json.WriteRawValue(group.Profile, skipInputValidation: true);
            json.WriteEndObject();
        }
        return JsonDocument.Parse(buffer.WrittenMemory);
    }

    private static string Short(string text) => text.Length <= 64 ? text : text[..64] + "...";
}
