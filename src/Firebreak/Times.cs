using Firebreak.Log.Events;

namespace Firebreak;

/// <summary>Times: kept as UTC microseconds, shown with three digits as at Okta (2026-01-02T03:04:05.678Z).</summary>
public static class Times
{
    /// <summary>The number of characters of a time as it is shown.</summary>
    public const int Length = 24;

    /// <summary>Microseconds in a millisecond: what is shown.</summary>
    public const long MicrosPerMilli = 1000;

    /// <summary>Microseconds of a span.</summary>
    public static long Micros(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The time as Okta shows it.</summary>
    public static string Show(long micros) => new Instant(micros).ToDateTimeOffset().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ");

    /// <summary>Writes the time as Okta shows it: <see cref="Length"/> bytes.</summary>
    public static void Write(Span<byte> to, long micros)
    {
        var time = new Instant(micros).ToDateTimeOffset().UtcDateTime;
        Digits(to[..4], time.Year);
        to[4] = to[7] = (byte)'-';
        Digits(to[5..7], time.Month);
        Digits(to[8..10], time.Day);
        to[10] = (byte)'T';
        Digits(to[11..13], time.Hour);
        to[13] = to[16] = (byte)':';
        Digits(to[14..16], time.Minute);
        Digits(to[17..19], time.Second);
        to[19] = (byte)'.';
        Digits(to[20..23], time.Millisecond);
        to[23] = (byte)'Z';
    }

    private static void Digits(Span<byte> to, int value)
    {
        for (var i = to.Length - 1; i >= 0; i--, value /= 10) to[i] = (byte)('0' + (value % 10));
    }
}
