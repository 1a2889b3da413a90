using System.Collections.Concurrent;

namespace Firebreak.Server.Hosting;

/// <summary>
/// So many requests a minute for each org and class of endpoints, in fixed windows as at Okta, told in three headers. Counted on each node.
/// </summary>
internal sealed class RateLimits(TimeProvider time, Settings settings)
{
    private readonly ConcurrentDictionary<(long Org, string Class), Window> _windows = new();

    /// <summary>Requests a minute by class: the beginning of the path, the longest that fits. Source: Okta, rate limits, in its one-app scale.</summary>
    public static IReadOnlyList<(string Path, string Name, int PerMinute)> Classes { get; } =
    [
        ("/api/v1/logs", "logs", 120),
        ("/api/v1/users", "users", 600),
        ("/api/v1/groups", "groups", 500),
        ("/api/v1/apps", "apps", 500),
        ("/api/v1/authn", "authn", 600),
        ("/api/v1/", "api", 1200),
        ("/log/", "proofs", 1200),
        ("/", "pages", 1200),
    ];

    /// <summary>Counts a request and writes the headers; false when it is one too many.</summary>
    public bool Take(HttpContext http, Org org, ApiRoute route)
    {
        if (!settings.RateLimits) return true;
        var (_, name, perMinute) = ClassOf(route.Path);
        var limit = Math.Max(1, (int)(perMinute * settings.RateLimitMultipliers.GetValueOrDefault(name, 1)));
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var window = _windows.GetOrAdd((org.Number, name), _ => new Window());
        var (used, reset) = window.Count(now);
        var headers = http.Response.Headers;
        headers["X-Rate-Limit-Limit"] = limit.ToString();
        headers["X-Rate-Limit-Remaining"] = Math.Max(0, limit - used).ToString();
        headers["X-Rate-Limit-Reset"] = reset.ToString();
        return used <= limit;
    }

    private static (string Path, string Name, int PerMinute) ClassOf(string path)
    {
        foreach (var known in Classes)
            if (path.StartsWith(known.Path, StringComparison.Ordinal)) return known;
        return Classes[^1];
    }

    private sealed class Window
    {
        private readonly Lock _lock = new();
        private long _minute;
        private int _used;

        public (int Used, long Reset) Count(long now)
        {
            lock (_lock)
            {
                var minute = now / 60;
                if (minute != _minute) (_minute, _used) = (minute, 0);
                return (++_used, (minute + 1) * 60);
            }
        }
    }
}
