using System.Collections.Concurrent;
using Firebreak.Directory;
using Firebreak.Storage;

namespace Firebreak.Server.Hosting;

/// <summary>
/// Finds the org that a request is for: by its host (<c>acme.example.com</c>) or by its path (<c>/o/acme</c>, which becomes the path base,
/// so that every URL the service hands out keeps it).
/// </summary>
internal sealed class OrgAddresses(Store store, string host)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, (Org? Org, long At)> _known = new(StringComparer.Ordinal);

    /// <summary>The org of a request, or null when its address names none. Changes the path when the org stands in it.</summary>
    public async ValueTask<Org?> Find(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (path.StartsWith("/o/", StringComparison.Ordinal))
        {
            var end = path.IndexOf('/', 3);
            var name = end < 0 ? path[3..] : path[3..end];
            http.Request.PathBase = http.Request.PathBase.Add("/o/" + name);
            http.Request.Path = Tidy(end < 0 ? "/" : path[end..]);
            return await ByName(name);
        }
        http.Request.Path = Tidy(path);
        var asked = http.Request.Host.Host;
        return asked.Length > host.Length + 1 && asked.EndsWith(host, StringComparison.OrdinalIgnoreCase) && asked[^(host.Length + 1)] == '.'
            ? await ByName(asked[..^(host.Length + 1)].ToLowerInvariant())
            : null;
    }

    /// <summary>The org of a name, looked up again after a second: other nodes change orgs too.</summary>
    public async ValueTask<Org?> ByName(string name)
    {
        var now = store.Time.GetTimestamp();
        if (_known.TryGetValue(name, out var known) && store.Time.GetElapsedTime(known.At, now) < Fresh) return known.Org;
        if (!Org.IsName(name)) return null;
        await using var db = await store.ReadAcross();
        var org = await OrgTable.FindByName(db, name);
        if (_known.Count > 100_000) _known.Clear();
        _known[name] = (org, now);
        return org;
    }

    /// <summary>Forgets what was known of an org's name: it has just changed.</summary>
    public void Forget(string name) => _known.TryRemove(name, out _);

    // Okta takes a slash at the end, and two at the beginning, as none.
    private static string Tidy(string path)
    {
        while (path.StartsWith("//", StringComparison.Ordinal)) path = path[1..];
        return path.Length > 1 && path[^1] == '/' ? path[..^1] : path;
    }
}
