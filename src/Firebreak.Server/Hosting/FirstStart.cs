using Firebreak.Directory;
using Firebreak.Log.Events;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Server.Hosting;

/// <summary>What is made when a store is empty: the operator's org, and a token for its scripts.</summary>
internal static class FirstStart
{
    /// <summary>The file with the operator's token in the data folder, readable by its owner alone.</summary>
    public const string TokenFile = "operator.token";

    private const int OrgsAtOnce = 500;

    /// <summary>Makes the operator's org if it is not there.</summary>
    public static async Task<Org> OperatorOrg(Store store)
    {
        await using (var db = await store.ReadAcross())
            if (await OrgTable.FindByNumber(db, Org.OperatorNumber) is { } known) return known;
        // The org does not exist yet; that it is made is the first event of its own log.
        var first = new Org("", Org.OperatorNumber, Orgs.OperatorName, "", OrgStatus.Active, 0);
        return (await Orgs.Create(store, Caller.Service(first), Orgs.OperatorName, "Operator")).Value;
    }

    /// <summary>Says in every org's log that the clock is shifted from now on; nothing when it is the machine's.</summary>
    public static async Task SayClock(Store store)
    {
        if (store.Time is not ShiftedClock clock) return;
        var what = Event.Of(AccessEvents.ClockShifted).With("clockBegan", Times.Show(clock.Began)).With("machineTime", Times.Show(Instant.From(TimeProvider.System.GetUtcNow()).Micros));
        for (var after = ""; ;)
        {
            List<Org> orgs;
            await using (var db = await store.ReadAcross()) orgs = await OrgTable.List(db, after, OrgsAtOnce);
            await Task.WhenAll(orgs.Select(org => store.Record(Caller.Service(org), what)));
            if (orgs.Count < OrgsAtOnce) return;
            after = orgs[^1].Name;
        }
    }

    /// <summary>Makes the operator's token and leaves it in the data folder, unless a file is there already.</summary>
    public static async Task<string> OperatorToken(Store store, Org org, string folder)
    {
        var path = Path.Combine(folder, TokenFile);
        if (File.Exists(path)) return path;
        var caller = Caller.Service(org);
        var user = (await ServiceUsers.Create(store, caller, "operator", RoleType.SUPER_ADMIN)).Value;
        var (_, secret) = (await Tokens.Create(store, caller, user.Id, "operator.token", unusedFor: null)).Value;
        OwnerFile.Write(path, secret + "\n", ownerOnly: true);
        return path;
    }

    /// <summary>Development mode's org with its token: the given one, or a new one.</summary>
    public static async Task<string> DevOrg(Store store, Org operatorOrg, string devToken)
    {
        var org = (await Orgs.Create(store, Caller.Service(operatorOrg), "dev", "Development")).Value;
        var caller = Caller.Service(org);
        var user = (await ServiceUsers.Create(store, caller, "admin", RoleType.SUPER_ADMIN)).Value;
        var token = await Tokens.Create(store, caller, user.Id, "development", unusedFor: null, secret: devToken.Length > 0 ? devToken : null);
        return token.Value.Secret;
    }
}
