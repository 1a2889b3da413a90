using System.Collections.Immutable;
using System.Text;
using Firebreak.Expressions;
using Firebreak.Log.Events;

namespace Firebreak.SystemLog;

/// <summary>What is asked of an org's log. Source: Okta, System Log API, List all System Log events.</summary>
/// <param name="Since">The first moment, UTC microseconds; null for seven days before the end.</param>
/// <param name="Until">The moment after the last; null for no end.</param>
internal sealed record LogSearchQuery(
    long? Since, long? Until, bool Descending, int Limit, Filter? Filter, ImmutableArray<string> Words, LogSearchCursor? After)
{
    public const int DefaultLimit = 100, MostLimit = 1000, MostWords = 10, LongestWord = 40;

    /// <summary>
    /// Whether it goes on for ever: every event once, in the order in which it was stored, and always a next page. Without an end and in rising
    /// order; everything else has an end.
    /// </summary>
    public bool IsPolling => Until is null && !Descending;

    /// <summary>Reads the query parameters; an empty one counts as not given.</summary>
    public static Outcome<LogSearchQuery> Read(Func<string, string?> parameter)
    {
        var since = Time("since", parameter("since"));
        if (since.Refusal is { } badSince) return badSince;
        var until = Time("until", parameter("until"));
        if (until.Refusal is { } badUntil) return badUntil;
        if (since.Value > until.Value) return Refusal.Invalid("'since'", "since: must not be after 'until'.");
        var order = Order(parameter("sortOrder"));
        if (order.Refusal is { } badOrder) return badOrder;
        var limit = LimitOf(parameter("limit"));
        if (limit.Refusal is { } badLimit) return badLimit;
        var filter = FilterOf(parameter("filter"));
        if (filter.Refusal is { } badFilter) return badFilter;
        var words = WordsOf(parameter("q"));
        if (words.Refusal is { } badWords) return badWords;
        var query = new LogSearchQuery(since.Value, until.Value, order.Value, limit.Value, filter.Value, words.Value, null);
        if (parameter("after") is not { Length: > 0 } after) return query;
        if (LogSearchCursor.Read(after) is not { } cursor || cursor.Kind != query.Kind)
            return Refusal.Invalid("'after'", "after: is not a cursor of such a search; follow the link of the answer before.");
        return query with { After = cursor };
    }

    /// <summary>Which cursors belong to it.</summary>
    public LogSearchKind Kind => IsPolling ? LogSearchKind.Polling : Descending ? LogSearchKind.Descending : LogSearchKind.Ascending;

    private static Outcome<long?> Time(string name, string? text)
    {
        if (string.IsNullOrEmpty(text)) return (long?)null;
        return text.Length <= 64 && Instant.TryParse(Encoding.UTF8.GetBytes(text), out var instant)
            ? instant.Micros
            : Refusal.Invalid(
                $"'{name}'", $"{name}: The date format in your query is not recognized. Please enter dates using ISO8601 string format.", $"{name}: must be a valid date-time or empty.");
    }

    private static Outcome<bool> Order(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Equals("ASCENDING", StringComparison.OrdinalIgnoreCase)) return false;
        return text.Equals("DESCENDING", StringComparison.OrdinalIgnoreCase) ? true : Refusal.Invalid("'sortOrder'", "sortOrder: must be ASCENDING or DESCENDING.");
    }

    private static Outcome<int> LimitOf(string? text)
    {
        if (string.IsNullOrEmpty(text)) return DefaultLimit;
        return int.TryParse(text, out var limit) && limit is >= 0 and <= MostLimit
            ? limit
            : Refusal.Invalid("'limit'", $"limit: must be a whole number from 0 to {MostLimit}.");
    }

    private static Outcome<Filter?> FilterOf(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return (Filter?)null;
        return LogSearchFilter.Read(text).Match<Outcome<Filter?>>(filter => filter, refusal => refusal);
    }

    private static Outcome<ImmutableArray<string>> WordsOf(string? text)
    {
        ImmutableArray<string> words = [.. (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];
        if (words.Any(word => word.Length > LongestWord))
            return Refusal.Invalid("'q'", $"q: Freeform search cannot contain items longer than {LongestWord} characters. Use a filter to search by a field.");
        return words.Length > MostWords ? Refusal.Invalid("'q'", $"q: Freeform search cannot contain more than {MostWords} items.") : words;
    }
}
