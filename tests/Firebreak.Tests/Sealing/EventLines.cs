using System.Text;
using Firebreak.Log.Events;

namespace Firebreak.Tests.Sealing;

/// <summary>Event lines in our own key order, one a second, and some that are not.</summary>
internal static class EventLines
{
    private static readonly DateTimeOffset Start = new(2022, 1, 16, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What entry <paramref name="index"/> says when it was published at that second.</summary>
    public static byte[] At(long second, long index = 0) => Encoding.UTF8.GetBytes(
        $$$"""{"published":"{{{Time(second)}}}","orgId":"00o1","eventType":"user.session.start","actor":{"id":"00u{{{index % 7}}}","type":"User","alternateId":"engineer{{{index % 7}}}@support.example"},"uuid":"{{{index}}}"}""");

    public static byte[] At(int second) => At(second, second);

    public static Instant Time(long second) => Instant.From(Start.AddSeconds(second));

    public static IEnumerable<byte[]> Ordered(int count) => Enumerable.Range(0, count).Select(second => At(second));

    /// <summary>An event whose keys stand in another order.</summary>
    public static byte[] NotCanonical(long second) => Encoding.UTF8.GetBytes(
        $$$"""{"eventType":"user.session.start","published":"{{{Time(second)}}}","orgId":"00o1","actor":{"id":"00u1","type":"User","alternateId":"a@b.example"}}""");

    public static byte[] NoEvent => "not an event"u8.ToArray();
}
