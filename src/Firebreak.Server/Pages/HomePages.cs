using Firebreak.Directory;
using Firebreak.Server.Hosting;
using Firebreak.SystemLog;

namespace Firebreak.Server.Pages;

/// <summary>What matters in an org right now.</summary>
/// <param name="Facts">Null when the caller holds no role.</param>
/// <param name="Warnings">The latest events that are worth a look.</param>
/// <param name="Rate">The log's latest hours.</param>
public sealed record HomePage(OrgFacts? Facts, IReadOnlyList<EventRow> Warnings, RateOf? Rate);

/// <summary>The address at which no org is.</summary>
public sealed record LandingPage(string Scheme, string Host);

/// <summary>The root: of the bare host, and of an org.</summary>
internal static class HomePages
{
    private const int LookedAt = 1000;
    private const int MostWarnings = 8;

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.OpenPage("the way in, and what this is", "GET", "/", Show) with { WithoutOrg = Land },
    ];

    private static async Task Show(Call call)
    {
        if (call.Caller.Actor.SessionId is null)
        {
            await call.Show<SignInView, SignInPage>("", Sentences.English.Say("sign_in.title"), new SignInPage("", "", null));
            return;
        }
        await call.Show<HomeView, HomePage>("home", Sentences.English.Say("nav.home"), await Load(call));
    }

    private static async Task<HomePage> Load(Call call)
    {
        if (call.Caller.Authority.Roles.Count == 0) return new HomePage(null, [], null);
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var facts = await OrgFacts.Read(db, call.Org, call.Store.NowMicros);
        if (!call.Caller.Authority.Allows(Permission.ReadLog)) return new HomePage(facts, [], null);
        var latest = (await StoredEvents.Latest(db, call.Org, LookedAt)).Select(EventRow.Of).ToList();
        var now = call.Store.NowMicros;
        var from = latest.Count < LookedAt ? now - Times.Micros(TimeSpan.FromDays(1)) : latest[^1].Published;
        var rate = RateOf.Of(from, now, 96, latest.Select(e => (e.Published, e.IsWarning)));
        return new HomePage(facts, [.. latest.Where(e => e.IsWarning).Take(MostWarnings)], rate);
    }

    private static Task Land(HttpContext http) => Html.Write<LandingView, LandingPage>(
        http, new PageContext(null, null, "", "", "", Sentences.English.Say("landing.title"), null), new LandingPage(http.Request.Scheme, http.Request.Host.Value ?? ""), 200);
}
