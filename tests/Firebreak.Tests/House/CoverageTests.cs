using System.Globalization;
using System.Text;
using System.Text.Json;
using Firebreak.Server.Api;
using Xunit;

namespace Firebreak.Tests.House;

/// <summary>docs/coverage.md, made from the routes, from what the tests of a whole run were answered, and from the replayed recordings.</summary>
public sealed class CoverageTests
{
    // Runs by itself after a whole run, which left its answers in the folder that TESTS_SERVED names: tests/run.
    [Fact(Explicit = true)]
    public void The_page_says_what_works_and_tests_have_proved()
    {
        var file = Path.Combine(SharedData.Repository, "docs", "coverage.md");
        var page = Page(Proved());
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1") File.WriteAllText(file, page);
        Assert.Equal(File.ReadAllText(file), page);
    }

    private static HashSet<string> Proved()
    {
        var folder = Environment.GetEnvironmentVariable("TESTS_SERVED") ?? throw new InvalidOperationException("TESTS_SERVED names no folder.");
        var proved = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(Path.Combine(folder, "answers.ndjson")))
        {
            using var answer = JsonDocument.Parse(line);
            if (answer.RootElement.GetProperty("status").GetInt32() is >= 200 and < 300)
                proved.Add($"{answer.RootElement.GetProperty("method").GetString()} {Operations.Nameless(answer.RootElement.GetProperty("path").GetString()!)}");
        }
        return proved;
    }

    private static string Page(HashSet<string> proved)
    {
        var text = new StringBuilder(
            """
            # What of Okta's management API is here

            Made by the tests; do not edit. An operation counts as here when it has a route, and as proved when a test was answered 2xx by it.

            | tag | operations | here | proved |
            | --- | ---: | ---: | ---: |

            """);
        var here = Operations.All.Where(operation => Operations.RouteOf(operation) is not null).ToList();
        foreach (var tag in Operations.All.GroupBy(operation => operation.Tag).OrderBy(tag => tag.Key, StringComparer.Ordinal))
        {
            var routed = tag.Where(here.Contains).ToList();
            if (routed.Count > 0) text.Append(CultureInfo.InvariantCulture, $"| {tag.Key} | {tag.Count()} | {routed.Count} | {routed.Count(operation => IsProved(operation, proved))} |\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"| all of these | | {here.Count} | {here.Count(operation => IsProved(operation, proved))} |\n");
        List(text, "Here and not proved", here.Where(operation => !IsProved(operation, proved)).Select(operation => $"`{operation.Method} {operation.Path}`"));
        var partly = here.Select(operation => operation.Tag).ToHashSet();
        List(text, "Not here, of the tags above", Operations.All.Where(operation => partly.Contains(operation.Tag) && !here.Contains(operation)).Select(operation => $"{operation.Tag}: `{operation.Method} {operation.Path}`"));
        List(text, "Parameters that are refused with 400 rather than ignored", ApiRoutes.All.Where(route => route.Refused.Count > 0).Select(route => $"`{route.Method} {route.Path}`: {string.Join(", ", route.Refused.Order(StringComparer.Ordinal))}"));
        text.Append(
            """

            ## What real Okta orgs answered

            Recorded exchanges, sent to an org of ours, each recording to a fresh one. "Status" and "shape" are the shares that agree, of all exchanges of
            the recordings; what disagrees in either follows with the reason. Requests whose bodies were not recorded are made again from the answers, and
            what an org had before its recording began (an administrator's password, API tokens, custom attributes, a group) is made first.

            ```

            """);
        text.Append(File.ReadAllText(Path.Combine(SharedData.Repository, "tests", "Firebreak.Tests", "Golden", "replay.txt"))).Append("```\n");
        return text.ToString();
    }

    private static bool IsProved(Operation operation, HashSet<string> proved) => proved.Contains($"{operation.Method} {operation.Template}");

    private static void List(StringBuilder text, string heading, IEnumerable<string> lines)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## {heading}\n\n");
        var count = 0;
        foreach (var line in lines.Distinct().Order(StringComparer.Ordinal))
        {
            text.Append("- ").Append(line).Append('\n');
            count++;
        }
        if (count == 0) text.Append("None.\n");
    }
}
