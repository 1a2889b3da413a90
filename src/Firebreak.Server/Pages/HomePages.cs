using Firebreak.Directory;
using Firebreak.Server.Hosting;
using Firebreak.SystemLog;

namespace Firebreak.Server.Pages;

/// <summary>What matters in an org right now.</summary>
/// <param name="Facts">Null when the caller holds no role.</param>
/// <param name="Orgs">How many orgs the operator has, its own among them; null in any other org.</param>
/// <param name="Warnings">The latest events that are worth a look.</param>
/// <param name="Rate">The log's latest hours.</param>
public sealed record HomePage(OrgFacts? Facts, long? Orgs, IReadOnlyList<EventRow> Warnings, RateOf? Rate);

/// <summary>The address at which no org is.</summary>
/// <param name="HasPaths">Whether every org is served under a path too.</param>
public sealed record LandingPage(string Scheme, string Host, bool HasPaths);

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
            await call.Show<SignInView, SignInPage>("", call.Say("sign_in.title"), new SignInPage("", "", null));
            return;
        }
        await call.Show<HomeView, HomePage>("home", call.Say("nav.home"), await Load(call));
    }

    private static async Task<HomePage> Load(Call call)
    {
        if (call.Caller.Authority.Roles.Count == 0) return new HomePage(null, null, [], null);
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var facts = await OrgFacts.Read(db, call.Org, call.Store.NowMicros);
        var orgs = call.Caller.Authority.Allows(Permission.Operate) ? await CountOrgs(call) : null;
        if (!call.Caller.Authority.Allows(Permission.ReadLog)) return new HomePage(facts, orgs, [], null);
        var latest = (await StoredEvents.Latest(db, call.Org, LookedAt)).Select(EventRow.Of).ToList();
        var now = call.Store.NowMicros;
        var from = latest.Count < LookedAt ? now - Times.Micros(TimeSpan.FromDays(1)) : latest[^1].Published;
        var rate = RateOf.Of(from, now, 96, latest.Select(e => (e.Published, e.IsWarning)));
        return new HomePage(facts, orgs, [.. latest.Where(e => e.IsWarning).Take(MostWarnings)], rate);
    }

    private static async Task<long?> CountOrgs(Call call)
    {
        await using var db = await call.Store.ReadAcross(call.Aborted);
        return (await OrgLine.Counts(db)).Values.Sum();
    }

    private static Task Land(HttpContext http, Settings settings) => Html.Write<LandingView, LandingPage>(
        http, new PageContext(null, null, "", "", "", Sentences.For(http).Say("landing.title"), null), new LandingPage(http.Request.Scheme, http.Request.Host.Value ?? "", settings.AllowPathOrgs || !settings.IsReachedFromElsewhere), 200);
}
