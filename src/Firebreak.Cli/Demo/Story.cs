namespace Firebreak.Cli.Demo;

/// <summary>
/// What happens, event by event. The engineers of the first sub-processor touch exactly 366 orgs in the window, others too outside of it;
/// a little of everything else only looks as if they did.
/// </summary>
internal sealed class Story
{
    public const int Days = 20;
    public const int FirstDay = 6;
    public const int WindowFirstDay = 16;
    public const int WindowEndDay = 21;
    public const int Touched = 366;
    private const long DayMs = 86_400_000;
    private const long HourMs = 3_600_000;
    private const ulong Seed = 0x20220120;
    private const int PeopleEach = 40;

    /// <summary>How busy each hour of a day is (UTC).</summary>
    private static readonly int[] Hours = [3, 2, 2, 2, 2, 3, 5, 7, 9, 10, 10, 9, 9, 10, 11, 11, 10, 9, 8, 6, 5, 5, 4, 4];
    private static readonly int DayWeight = Hours.Sum();

    private static readonly byte[][] Apps = Values.Bytes(Names.Apps);
    private static readonly byte[][] Groups = Values.Bytes(Names.Groups);
    private static readonly byte[][] Factors = Values.Bytes(Names.Factors);
    private static readonly byte[][] Notes = Values.Bytes(Names.Notes);
    private static readonly byte[][][] Places = [.. Names.Places.Select(Values.Bytes)];
    private static readonly byte[][][] Networks = [.. Names.Networks.Select(Values.Bytes)];
    private static readonly byte[][][] Machines = [.. Names.Machines.Select(Values.Bytes)];
    private static readonly byte[][] YesNo = Values.Bytes(["NEGATIVE", "POSITIVE"]);
    private static readonly byte[][] Risks = Values.Bytes(["LOW", "LOW", "LOW", "MEDIUM", "HIGH"]);

    private static readonly EventKind[] Customers = ByWeight(EventKinds.OfCustomers);
    private static readonly EventKind[] Support = ByWeight(EventKinds.OfEngineers);
    private static readonly EventKind[] Decoys = ByWeight(EventKinds.Decoys);

    private readonly long _count;
    private readonly int[] _orgs = Shuffled(Cast.Orgs);
    private readonly Values _values;
    private long _next;
    private long _hits;

    public Story(long count, Values values) => (_count, _values) = (count, values);

    /// <summary>The kind of the event that happened; who did what to whom is in the values.</summary>
    public EventKind Kind { get; private set; } = Customers[0];

    public bool ByEngineer { get; private set; }

    /// <summary>Lets the next event happen; false when all have.</summary>
    public bool Next()
    {
        if (_next == _count) return false;
        var draw = new Draw(Draw.Seed(Seed, (ulong)_next));
        var at = TimeOf((_next + draw.Fraction()) / _count);
        var inWindow = at is >= (WindowFirstDay - FirstDay) * DayMs and < (WindowEndDay - FirstDay) * DayMs;

        _values.Begin();
        _values.Time(Hole.Published, at, FirstDay);
        var actor = Act(ref draw, inWindow);
        Surround(ref draw, actor, at);
        _next++;
        return true;
    }

    // The window is a quarter of all, so 80 in a thousand there are 2 % of the log; few lie outside of it, and few are decoys,
    // since a search for the names finds those too and would look slow against ours through no fault of its own.
    private ulong Act(ref Draw draw, bool inWindow)
    {
        var lot = draw.Below(1000);
        if (lot < (inWindow ? 80 : 8)) return Watched(ref draw, inWindow);
        lot = draw.Below(1000);
        return lot switch
        {
            < 60 => OfOtherFirms(ref draw),
            < 75 when inWindow => Decoy(ref draw),
            < 63 => Decoy(ref draw),
            _ => Customer(ref draw, draw.Below(Cast.Orgs), Customers),
        };
    }

    private ulong OfOtherFirms(ref Draw draw)
    {
        var which = Cast.EngineersEach + draw.Below(Cast.Engineers.Length - Cast.EngineersEach);
        return Engineer(ref draw, Cast.Engineers[which], draw.Below(Cast.Orgs));
    }

    // In the window every fourth goes on to the next of the 366, so that all are met whatever the draws; the others come back to some
    // more often than to others.
    private ulong Watched(ref Draw draw, bool inWindow)
    {
        var org = draw.Below(Cast.Orgs);
        if (inWindow)
        {
            var some = draw.Fraction();
            org = _orgs[_hits % 4 == 0 ? (int)(_hits / 4 % Touched) : (int)(some * some * Touched)];
            _hits++;
        }
        return Engineer(ref draw, Cast.Engineers[draw.Below(Cast.EngineersEach)], org);
    }

    private ulong Engineer(ref Draw draw, Engineer engineer, int org)
    {
        SetOrg(org);
        SetPerson(Hole.TargetId, Hole.TargetLogin, Hole.TargetName, org, draw.Below(PeopleEach));
        _values.Set(Hole.ActorId, engineer.Id);
        _values.Set(Hole.ActorLogin, engineer.Login);
        _values.Set(Hole.ActorName, engineer.Name);
        _values.Set(Hole.Affiliation, engineer.Affiliation);
        Kind = Support[draw.Below(Support.Length)];
        ByEngineer = true;
        return engineer.Seed;
    }

    private ulong Customer(ref Draw draw, int org, EventKind[] kinds)
    {
        var actor = draw.Below(PeopleEach);
        SetOrg(org);
        SetPerson(Hole.ActorId, Hole.ActorLogin, Hole.ActorName, org, actor);
        SetPerson(Hole.TargetId, Hole.TargetLogin, Hole.TargetName, org, draw.Below(PeopleEach));
        Kind = kinds[draw.Below(kinds.Length)];
        ByEngineer = false;
        return Cast.Person(org, actor);
    }

    // Never in an org of the 366, so that counting one of them shows.
    private ulong Decoy(ref Draw draw)
    {
        var named = Cast.Engineers[draw.Below(Cast.EngineersEach)];
        var actor = Customer(ref draw, _orgs[Touched + draw.Below(Cast.Orgs - Touched)], Decoys);
        _values.Set(Hole.Affiliation, named.Affiliation);
        _values.Set(Hole.NamedId, named.Id);
        _values.Set(Hole.NamedLogin, named.Login);
        switch (draw.Below(6))
        {
            case 0:
                Kind = Customers[draw.Below(Customers.Length)];
                _values.Set(Hole.ActorName, named.Name);
                break;
            case 1:
                Kind = Customers[draw.Below(Customers.Length)];
                _values.Text(Hole.ActorLogin, named.Login, draw.OneIn(2) ? ".example"u8 : ".net"u8, []);
                break;
            default:
                _values.Set(Hole.TargetId, named.Id);
                _values.Set(Hole.TargetLogin, named.Login);
                _values.Set(Hole.TargetName, named.Name);
                break;
        }
        return actor;
    }

    private void SetOrg(int org)
    {
        _values.Set(Hole.Org, Cast.OrgIds[org]);
        _values.Set(Hole.OrgName, Cast.OrgNames[org]);
        _values.Set(Hole.OrgDomain, Cast.OrgDomains[org]);
    }

    private void SetPerson(Hole id, Hole login, Hole name, int org, int which) =>
        Cast.Fill(_values, id, login, name, Cast.Person(org, which), Cast.OrgDomains[org]);

    // Device, network and place are a person's own, nearly always; a session is a person's for four hours.
    private void Surround(ref Draw draw, ulong actor, long at)
    {
        var away = draw.OneIn(20);
        var own = new Draw(away ? Draw.Seed(actor, draw.Next()) : actor);
        SetAll(Machines[own.Below(Machines.Length)], Hole.Agent, Hole.System, Hole.Browser, Hole.Device);
        SetAll(Places[own.Below(Places.Length)], Hole.City, Hole.State, Hole.Country, Hole.Postal, Hole.Latitude, Hole.Longitude);
        SetAll(Networks[own.Below(Networks.Length)], Hole.AsNumber, Hole.AsOrg, Hole.Isp, Hole.Domain);
        _values.Address(Hole.Ip, own.Next());
        _values.Hex(Hole.DeviceHash, 64, own.Next());
        _values.Hex(Hole.Fingerprint, 32, own.Next());
        _values.Set(Hole.NewIp, YesNo[away ? 1 : 0]);
        _values.Set(Hole.NewDevice, YesNo[away && draw.OneIn(2) ? 1 : 0]);
        _values.Set(Hole.Risk, Risks[draw.Below(Risks.Length)]);

        _values.Token(Hole.Session, "102"u8, 22, Draw.Seed(actor, (ulong)(at / (4 * HourMs))));
        _values.Token(Hole.Request, "Yeg"u8, 24, draw.Next());
        _values.Uuid(Hole.Uuid, draw.Next());
        _values.Digits(Hole.Case, draw.Below(90_000), 8);
        _values.Set(Hole.Note, Notes[draw.Below(Notes.Length)]);

        _values.Id(Hole.AppId, "0oa"u8, draw.Next());
        _values.Set(Hole.AppName, Apps[draw.Below(Apps.Length)]);
        _values.Id(Hole.GroupId, "00g"u8, draw.Next());
        _values.Set(Hole.GroupName, Groups[draw.Below(Groups.Length)]);
        _values.Token(Hole.RuleId, [], 17, draw.Next());
        _values.Id(Hole.FactorId, "pfd"u8, draw.Next());
        _values.Set(Hole.FactorName, Factors[draw.Below(Factors.Length)]);
    }

    private void SetAll(byte[][] texts, params ReadOnlySpan<Hole> holes)
    {
        for (var i = 0; i < holes.Length; i++) _values.Set(holes[i], texts[i]);
    }

    // The moment, in ms from the first day on, at which this part of all events has happened: days alike, hours by their weight.
    private static long TimeOf(double part)
    {
        var days = part * Days;
        var day = Math.Min((long)days, Days - 1);
        var weight = (days - day) * DayWeight;
        var hour = 0;
        while (hour < 23 && weight >= Hours[hour]) weight -= Hours[hour++];
        return day * DayMs + hour * HourMs + Math.Min((long)(weight / Hours[hour] * HourMs), HourMs - 1);
    }

    private static EventKind[] ByWeight(EventKind[] kinds) => [.. kinds.SelectMany(kind => Enumerable.Repeat(kind, kind.Often))];

    private static int[] Shuffled(int count)
    {
        var draw = new Draw(Seed);
        var all = Enumerable.Range(0, count).ToArray();
        for (var i = count - 1; i > 0; i--)
        {
            var j = draw.Below(i + 1);
            (all[i], all[j]) = (all[j], all[i]);
        }
        return all;
    }
}
