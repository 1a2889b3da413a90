using System.Collections.Immutable;
using System.Text;

namespace Firebreak.Cli.Demo;

/// <summary>A support engineer of a sub-processor.</summary>
internal sealed record Engineer(string Firm, byte[] Id, byte[] Login, byte[] Name, byte[] Affiliation, ulong Seed);

/// <summary>Who and what there is: the orgs, their people, the sub-processors and their engineers.</summary>
internal static class Cast
{
    public const int Orgs = 14_640;
    public const int EngineersEach = 12;
    private const ulong OrgSeed = 0x0F1E;
    private const ulong FirmSeed = 0xF1F3;
    private static readonly Values Ids = new();

    /// <summary>The sub-processors; the first is the one that the story is about.</summary>
    public static readonly ImmutableArray<(string Name, string Domain)> Firms =
    [
        ("Northgate Support", "northgate-support.example"), ("Halden Desk", "halden-desk.example"), ("Kōbō Assist", "kobo-assist.example"),
        ("Tallow & Finch", "tallow-finch.example"), ("Bluewick \\\"24\\/7\\\"", "bluewick.example"),
    ];

    /// <summary>All engineers, firm by firm.</summary>
    public static readonly ImmutableArray<Engineer> Engineers =
        [.. Enumerable.Range(0, Firms.Length * EngineersEach).Select(i => EngineerOf(i / EngineersEach, i % EngineersEach))];

    public static readonly byte[][] OrgIds = [.. Enumerable.Range(0, Orgs).Select(org => Id("00o"u8, Draw.Seed(OrgSeed, (ulong)org)))];
    public static readonly byte[][] OrgNames = Values.Bytes(Enumerable.Range(0, Orgs).Select(OrgName));
    public static readonly byte[][] OrgDomains = Values.Bytes(Enumerable.Range(0, Orgs).Select(OrgDomain));

    private static readonly byte[][] FirstLogins = Values.Bytes(Names.First.Select(name => name.Login));
    private static readonly byte[][] FirstShown = Values.Bytes(Names.First.Select(name => name.Shown));
    private static readonly byte[][] LastLogins = Values.Bytes(Names.Last.Select(name => name.Login));
    private static readonly byte[][] LastShown = Values.Bytes(Names.Last.Select(name => name.Shown));
    private static readonly byte[][] WholeLogins = Values.Bytes(Names.Whole.Select(name => name.Login));
    private static readonly byte[][] WholeShown = Values.Bytes(Names.Whole.Select(name => name.Shown));

    /// <summary>The seed of an org's person, from which all that is theirs follows: id, name, device, network.</summary>
    public static ulong Person(int org, int which) => Draw.Seed(Draw.Seed(OrgSeed, (ulong)org), (ulong)which + 1);

    /// <summary>Fills in an org's person.</summary>
    public static void Fill(Values values, Hole id, Hole login, Hole name, ulong person, ReadOnlySpan<byte> domain)
    {
        var draw = new Draw(person);
        values.Id(id, "00u"u8, draw.Next());
        if (draw.OneIn(8))
        {
            var whole = draw.Below(WholeLogins.Length);
            values.Text(login, WholeLogins[whole], "@"u8, domain);
            values.Set(name, WholeShown[whole]);
            return;
        }
        var (first, last) = (draw.Below(FirstLogins.Length), draw.Below(LastLogins.Length));
        values.Text(name, FirstShown[first], " "u8, LastShown[last]);
        values.Login(login, FirstLogins[first], LastLogins[last], domain);
    }

    private static Engineer EngineerOf(int firm, int which)
    {
        var seed = Draw.Seed(FirmSeed + (ulong)firm, (ulong)which);
        // Strides that are coprime to the lists' lengths: no two engineers of a firm share a login.
        var first = Names.First[(which * 5 + firm * 3 + 1) % Names.First.Length];
        var last = Names.Last[(which * 7 + firm * 11 + 2) % Names.Last.Length];
        return new Engineer(
            Firms[firm].Name,
            Id("00u"u8, seed),
            Encoding.UTF8.GetBytes($"{first.Login}.{last.Login}@{Firms[firm].Domain}"),
            Encoding.UTF8.GetBytes($"{first.Shown} {last.Shown}"),
            Encoding.UTF8.GetBytes(Firms[firm].Name),
            seed);
    }

    private static byte[] Id(ReadOnlySpan<byte> kind, ulong seed)
    {
        Ids.Begin();
        Ids.Id(Hole.Org, kind, seed);
        return [.. Ids.Of[(int)Hole.Org]];
    }

    private static string OrgName(int org)
    {
        var (first, second, last) = OrgWords(org);
        return $"{Names.FirmFirst[first]}{Names.FirmSecond[second]} {Names.FirmLast[last].Shown}";
    }

    private static string OrgDomain(int org)
    {
        var (first, second, last) = OrgWords(org);
        return $"{Names.FirmFirst[first].ToLowerInvariant()}{Names.FirmSecond[second]}-{Names.FirmLast[last].Domain}.example";
    }

    private static (int First, int Second, int Last) OrgWords(int org) =>
        (org % Names.FirmFirst.Length,
            org / Names.FirmFirst.Length % Names.FirmSecond.Length,
            org / (Names.FirmFirst.Length * Names.FirmSecond.Length));
}
