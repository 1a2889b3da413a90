using System.Globalization;

namespace Firebreak.Log.Events;

/// <summary>A moment in UTC, in microseconds since 1970-01-01T00:00:00Z.</summary>
/// <param name="Micros">May be negative.</param>
public readonly record struct Instant(long Micros) : IComparable<Instant>
{
    /// <summary>The number of microseconds in a second.</summary>
    public const long MicrosPerSecond = 1_000_000;

    /// <summary>The earliest time that <see cref="DateTimeOffset"/> can show: year 1.</summary>
    public static Instant Earliest { get; } = From(DateTimeOffset.MinValue);

    /// <summary>The latest time that <see cref="DateTimeOffset"/> can show: year 9999.</summary>
    public static Instant Latest { get; } = From(DateTimeOffset.MaxValue);

    /// <summary>The moment of a <see cref="DateTimeOffset"/>, cut to microseconds.</summary>
    public static Instant From(DateTimeOffset time) => new((time.UtcTicks / TimeSpan.TicksPerMicrosecond) - (DateTimeOffset.UnixEpoch.UtcTicks / TimeSpan.TicksPerMicrosecond));

    /// <summary>The same moment for .NET.</summary>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.UnixEpoch.AddTicks(Micros * TimeSpan.TicksPerMicrosecond);

    /// <summary>
    /// Reads a time: RFC 3339, also with a space for the T, without a zone for UTC, with any number of digits of the
    /// second (those past microseconds are dropped), or a date alone for its 00:00 UTC.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out Instant instant)
    {
        instant = default;
        if (!TryReadDate(text, out var days)) return false;
        var micros = days * 86_400 * MicrosPerSecond;
        if (text.Length > 10)
        {
            if (!TryReadTime(text[10..], out var timeMicros)) return false;
            micros += timeMicros;
        }

        instant = new Instant(micros);
        return instant >= Earliest && instant <= Latest;
    }

    /// <inheritdoc/>
    public int CompareTo(Instant other) => Micros.CompareTo(other.Micros);

    /// <summary>RFC 3339 with three digits, as Okta shows times; with six where three would lose something.</summary>
    public override string ToString() =>
        ToDateTimeOffset().ToString(Micros % 1000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss.fff'Z'" : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Earlier.</summary>
    public static bool operator <(Instant left, Instant right) => left.Micros < right.Micros;

    /// <summary>Later.</summary>
    public static bool operator >(Instant left, Instant right) => left.Micros > right.Micros;

    /// <summary>Earlier or the same.</summary>
    public static bool operator <=(Instant left, Instant right) => left.Micros <= right.Micros;

    /// <summary>Later or the same.</summary>
    public static bool operator >=(Instant left, Instant right) => left.Micros >= right.Micros;

    // YYYY-MM-DD, as days since 1970-01-01.
    private static bool TryReadDate(ReadOnlySpan<byte> text, out long days)
    {
        days = 0;
        if (text.Length < 10 || text[4] != '-' || text[7] != '-') return false;
        if (!TryReadDigits(text[..4], out var year) || !TryReadDigits(text[5..7], out var month) || !TryReadDigits(text[8..10], out var day)) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        // Days from the civil calendar, counted in eras of 400 years that begin on 1 March.
        var y = month <= 2 ? year - 1 : year;
        var era = y / 400;
        var dayOfEra = ((y % 400) * 365) + (y % 400 / 4) - (y % 400 / 100) + ((((month + 9) % 12 * 153) + 2) / 5) + day - 1;
        days = (era * 146_097L) + dayOfEra - 719_468;
        return true;
    }

    // THH:MM[:SS[.f…]][zone]
    private static bool TryReadTime(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        if (text.Length < 6 || text[0] is not ((byte)'T' or (byte)'t' or (byte)' ') || text[3] != ':') return false;
        if (!TryReadDigits(text[1..3], out var hour) || !TryReadDigits(text[4..6], out var minute) || hour > 23 || minute > 59) return false;
        micros = ((hour * 60L) + minute) * 60 * MicrosPerSecond;
        text = text[6..];
        if (text.Length >= 3 && text[0] == ':')
        {
            // 60 is a leap second (RFC 3339, 5.6); it counts as the next minute's first.
            if (!TryReadDigits(text[1..3], out var second) || second > 60) return false;
            micros += second * MicrosPerSecond;
            text = text[3..];
            if (!text.IsEmpty && text[0] is (byte)'.' or (byte)',')
            {
                var digits = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') is var end and >= 0 ? end : text.Length - 1;
                if (digits == 0) return false;
                var scale = MicrosPerSecond;
                foreach (var digit in text.Slice(1, Math.Min(digits, 6))) micros += (digit - '0') * (scale /= 10);
                text = text[(1 + digits)..];
            }
        }

        return TryReadZone(text, ref micros);
    }

    private static bool TryReadZone(ReadOnlySpan<byte> text, ref long micros)
    {
        if (text.IsEmpty) return true;
        if (text.Length == 1) return (text[0] | 0x20) == 'z';
        if (text[0] is not ((byte)'+' or (byte)'-')) return false;
        var minuteAt = text.Length == 6 && text[3] == ':' ? 4 : 3;
        if (text.Length != minuteAt + 2) return false;
        if (!TryReadDigits(text[1..3], out var hours) || !TryReadDigits(text[minuteAt..], out var minutes) || hours > 23 || minutes > 59) return false;
        var offset = ((hours * 60L) + minutes) * 60 * MicrosPerSecond;
        micros -= text[0] == '+' ? offset : -offset;
        return true;
    }

    private static bool TryReadDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9') return false;
            value = (value * 10) + digit - '0';
        }

        return true;
    }
}
