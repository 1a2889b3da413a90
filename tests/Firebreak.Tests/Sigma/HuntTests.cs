using System.Collections.Immutable;
using Firebreak.Sigma;
using Xunit;

namespace Firebreak.Tests.Sigma;

/// <summary>The hunts that come with the command line.</summary>
public sealed class HuntTests
{
    private static readonly ImmutableArray<string> OurOwnTypes = ["support.user.view", "support.log.view"];

    // Counted over the 106 real events with jq, hunt by hunt, without this code.
    private static readonly Dictionary<string, int> RealMatches = new(StringComparer.Ordinal)
    {
        ["admin-grants"] = 1,
        ["factor-changes"] = 5,
        ["policy-changes"] = 41,
        ["sign-ins"] = 3,
        ["suspicious-reports"] = 1,
        ["users-created"] = 2,
        ["zone-changes"] = 3,
    };

    public static TheoryData<string> Names { get; } =
        [.. System.IO.Directory.GetFiles(Folder, "*.yml").Select(file => System.IO.Path.GetFileNameWithoutExtension(file)!)];

    private static string Folder => System.IO.Path.Combine(SharedData.Repository, "src", "Firebreak.Cli", "Hunts");

    private static ImmutableHashSet<string> Catalogue { get; } =
    [
        .. File.ReadLines(SharedData.Path("../reference/okta-event-types-2026.08.1.csv"))
            .Select(line => line.Split(',')[0].Trim('"')),
    ];

    [Fact]
    public void The_hunts_that_were_promised_are_here()
    {
        var names = Names.Select(row => row.Data).ToHashSet(StringComparer.Ordinal);
        string[] promised =
        [
            "password-resets", "factor-changes", "factor-resets", "support-impersonation", "support-views", "admin-grants",
            "policy-changes", "zone-changes", "api-tokens", "sign-ins",
        ];
        Assert.Superset(promised.ToHashSet(StringComparer.Ordinal), names);
    }

    [Theory, MemberData(nameof(Names))]
    public void Each_says_what_it_finds_and_cannot_see(string name)
    {
        var hunt = Load(name);
        Assert.True(Guid.TryParse(hunt.Id, out _));
        Assert.Equal("Firebreak", hunt.Author);
        Assert.NotEmpty(hunt.Title);
        Assert.NotEmpty(hunt.Level);
        Assert.NotEmpty(hunt.Status);
        Assert.Contains("Finds ", hunt.Description, StringComparison.Ordinal);
        Assert.Contains("Cannot see ", hunt.Description, StringComparison.Ordinal);
        Assert.NotEmpty(hunt.References);
        Assert.All(hunt.References, reference => Assert.StartsWith("https://", reference, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Names))]
    public void Each_fires_for_every_event_type_it_names_and_for_no_other_in_the_catalogue(string name)
    {
        var hunt = Load(name);
        var fired = Catalogue.Union(OurOwnTypes).Where(type => hunt.Matches(OktaEvents.OfType(type)));
        Assert.Equal(TypesIn(name).Order(StringComparer.Ordinal), fired.Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Names))]
    public void Each_finds_what_it_should_among_real_events(string name)
    {
        var hunt = Load(name);
        Assert.Equal(RealMatches.GetValueOrDefault(name), OktaEvents.Real.Count(e => hunt.Matches(e)));
    }

    [Theory, MemberData(nameof(Names))]
    public void The_table_of_hunts_tells_the_same_story(string name)
    {
        var row = Assert.Single(
            File.ReadLines(System.IO.Path.Combine(SharedData.Repository, "docs", "hunts.md")),
            line => line.StartsWith($"| `{name}` |", StringComparison.Ordinal));
        Assert.All(TypesIn(name), type => Assert.Contains($"`{type}`", row, StringComparison.Ordinal));
        Assert.All(Load(name).References, reference => Assert.Contains($"({reference})", row, StringComparison.Ordinal));
    }

    [Fact]
    public void Ids_are_not_shared() => Assert.Equal(Names.Count, Names.Select(row => Load(row.Data).Id).Distinct(StringComparer.Ordinal).Count());

    [Fact]
    public void The_password_health_report_is_found_under_any_event_type()
    {
        var hunt = Load("report-downloads");
        Assert.True(hunt.Matches(OktaEvents.OfType("any.type", ("debugContext.debugData.requestUri", "\"/reports/password-health/async_csv\""))));
        Assert.False(hunt.Matches(OktaEvents.OfType("any.type", ("debugContext.debugData.requestUri", "\"/reports/other/\""))));
    }

    /// <summary>Read from the file's lines, not through the rule.</summary>
    private static ImmutableArray<string> TypesIn(string name) =>
    [
        .. File.ReadLines(System.IO.Path.Combine(Folder, name + ".yml"))
            .SkipWhile(line => line != "detection:")
            .Where(line => line.StartsWith("      - ", StringComparison.Ordinal) || line.StartsWith("    eventType: ", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[^1]),
    ];

    private static SigmaRule Load(string name) => Rules.Parse(File.ReadAllText(System.IO.Path.Combine(Folder, name + ".yml")));
}
