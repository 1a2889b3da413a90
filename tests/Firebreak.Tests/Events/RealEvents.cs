using System.Collections.Immutable;
using System.Text;

namespace Firebreak.Tests.Events;

/// <summary>Events as real orgs had them.</summary>
internal static class RealEvents
{
    public static ImmutableArray<byte[]> Lines { get; } = LinesOf(SharedData.Path("okta-events/events.ndjson"));

    public static ImmutableArray<byte[]> LinesOf(string path) => [.. File.ReadLines(path).Select(Encoding.UTF8.GetBytes)];
}
