using System.Globalization;
using System.Text;
using Firebreak.Log.Events;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Firebreak.Tests.Events;

public sealed class InstantTests
{
    private static readonly Config Thousands = Config.QuickThrowOnFailure.WithMaxTest(10_000);

    [Theory]
    [InlineData("2022-01-20T23:18:00Z", "2022-01-20T23:18:00.000Z")]
    [InlineData("2022-01-20t23:18:00z", "2022-01-20T23:18:00.000Z")]
    [InlineData("2022-01-20 23:18:00.123", "2022-01-20T23:18:00.123Z")]
    [InlineData("2022-03-22 14:21:53.225", "2022-03-22T14:21:53.225Z")]
    [InlineData("2024-03-27 13:17:41.835000000", "2024-03-27T13:17:41.835Z")]
    [InlineData("2022-01-20T23:18", "2022-01-20T23:18:00.000Z")]
    [InlineData("2022-01-20T23:18Z", "2022-01-20T23:18:00.000Z")]
    [InlineData("2022-01-20T23:18+01:00", "2022-01-20T22:18:00.000Z")]
    [InlineData("2022-01-20", "2022-01-20T00:00:00.000Z")]
    [InlineData("2022-01-20T23:18:00,5Z", "2022-01-20T23:18:00.500Z")]
    [InlineData("2022-01-20T23:18:00.1Z", "2022-01-20T23:18:00.100Z")]
    [InlineData("2022-01-20T23:18:00.123456Z", "2022-01-20T23:18:00.123456Z")]
    [InlineData("2022-01-20T23:18:00.123456999Z", "2022-01-20T23:18:00.123456Z")]
    [InlineData("2022-01-20T23:18:00.000000000000000000000001Z", "2022-01-20T23:18:00.000Z")]
    [InlineData("2022-01-20T23:18:00+0530", "2022-01-20T17:48:00.000Z")]
    [InlineData("2022-01-20T23:18:00-05:30", "2022-01-21T04:48:00.000Z")]
    [InlineData("2022-01-20T23:18:00-00:00", "2022-01-20T23:18:00.000Z")]
    [InlineData("2022-01-20T23:18:00+23:59", "2022-01-19T23:19:00.000Z")]
    // A leap second is the next minute's first.
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z")]
    [InlineData("2016-12-31T23:59:60.250Z", "2017-01-01T00:00:00.250Z")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z")]
    [InlineData("2000-02-29", "2000-02-29T00:00:00.000Z")]
    [InlineData("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z")]
    [InlineData("0001-01-01T01:00:00+01:00", "0001-01-01T00:00:00.000Z")]
    [InlineData("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z")]
    [InlineData("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999Z")]
    public void A_time_is_read(string text, string expected) => Assert.Equal(expected, Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("2022")]
    [InlineData("2022-01")]
    [InlineData("2022-01-2")]
    [InlineData("22-01-20")]
    [InlineData("2022-1-20")]
    [InlineData("20220120")]
    [InlineData("2022/01/20")]
    [InlineData("20 Jan 2022")]
    [InlineData("2022-01-20Z")]
    [InlineData("2022-01-20T")]
    [InlineData("2022-01-20T23")]
    [InlineData("2022-01-20T23:1")]
    [InlineData("2022-01-20T2318")]
    [InlineData("2022-01-20T23:18:0Z")]
    [InlineData("2022-01-20T23:18:")]
    [InlineData("2022-01-20T23:18:00.")]
    [InlineData("2022-01-20T23:18:00.Z")]
    [InlineData("2022-01-20T23:18:00.-1Z")]
    [InlineData("2022-01-20T23:18:00 Z")]
    [InlineData("2022-01-20T23:18:00ZZ")]
    [InlineData("2022-01-20T23:18:00+01")]
    [InlineData("2022-01-20T23:18:00+1:00")]
    [InlineData("2022-01-20T23:18:00+01:0")]
    [InlineData("2022-01-20T23:18:00+24:00")]
    [InlineData("2022-01-20T23:18:00+00:60")]
    [InlineData("2022-01-20T23:18:00 UTC")]
    [InlineData("2022-01-20X23:18:00Z")]
    [InlineData(" 2022-01-20T23:18:00Z")]
    [InlineData("2022-01-20T23:18:00Z ")]
    [InlineData("2022-01-20T24:00:00Z")]
    [InlineData("2022-01-20T23:60:00Z")]
    [InlineData("2022-01-20T23:18:61Z")]
    [InlineData("2022-00-20")]
    [InlineData("2022-13-20")]
    [InlineData("2022-01-00")]
    [InlineData("2022-01-32")]
    [InlineData("2022-04-31")]
    [InlineData("2022-02-29")]
    [InlineData("1900-02-29")]
    [InlineData("0000-01-01")]
    [InlineData("-001-01-01")]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("9999-12-31T23:59:60Z")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    [InlineData("1642720680000")]
    [InlineData("٢٠٢٢-01-20")]
    public void What_is_no_time_is_refused(string text) => Assert.False(Instant.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void A_time_written_by_DateTimeOffset_is_read_as_the_same_moment() => Prop.ForAll(
        Arb.From(Moment()),
        Gen.Elements("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.fffffffzzz", "yyyy-MM-dd't'HH:mm:ss.fffffff'z'", "yyyy-MM-dd HH:mm:ss.fffffff", "o").ToArbitrary(),
        (moment, format) =>
        {
            // Without a zone, and with Z, the text is the UTC time.
            var shown = format.EndsWith('f') || format.EndsWith('\'') ? moment.ToUniversalTime() : moment;
            return Parse(shown.ToString(format, CultureInfo.InvariantCulture)) == Instant.From(moment);
        }).Check(Thousands);

    [Fact]
    public void Digits_past_microseconds_are_dropped() => Prop.ForAll(
        Arb.From(Moment()),
        Gen.Choose(1, 9).ToArbitrary(),
        (moment, digits) =>
        {
            var nanos = moment.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture) + "00";
            var cut = nanos[..(20 + digits)];
            var kept = cut[..Math.Min(cut.Length, 26)];
            return Parse(cut + "Z").ToDateTimeOffset() == DateTimeOffset.Parse(kept + "Z", CultureInfo.InvariantCulture);
        }).Check(Thousands);

    [Fact]
    public void A_text_of_the_right_form_is_a_time_exactly_when_DateTimeOffset_says_so() => Prop.ForAll(
        Arb.From(Gen.ArrayOf(Gen.Choose(0, 9), 17)),
        Arb.From(Gen.Elements(0, 0, 0, 1)),
        (digits, wild) =>
        {
            // Mostly near what is valid: else nearly all are refused.
            if (wild == 0) (digits[4], digits[6], digits[8], digits[10], digits[12]) = (digits[4] % 2, digits[6] % 4, digits[8] % 3, digits[10] % 7, digits[12] % 7);
            var text = string.Create(CultureInfo.InvariantCulture, $"{digits[0]}{digits[1]}{digits[2]}{digits[3]}-{digits[4]}{digits[5]}-{digits[6]}{digits[7]}T{digits[8]}{digits[9]}:{digits[10]}{digits[11]}:{digits[12]}{digits[13]}.{digits[14]}{digits[15]}{digits[16]}Z");
            var isLeapSecond = (digits[12], digits[13]) == (6, 0);
            var isTime = DateTimeOffset.TryParseExact(
                isLeapSecond ? text[..17] + "00" + text[19..] : text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expected);
            if (isLeapSecond && isTime) expected = expected.AddMinutes(1);
            var isRead = Instant.TryParse(Encoding.UTF8.GetBytes(text), out var actual);
            return isRead == isTime && (!isRead || actual.ToDateTimeOffset() == expected);
        }).Check(Thousands);

    [Fact]
    public void A_time_shown_is_read_as_the_same_moment() => Prop.ForAll(
        Arb.From(Moment()),
        Gen.Elements(1, 10, 10_000, 10_000_000).ToArbitrary(),
        (moment, ticks) =>
        {
            var instant = Instant.From(new DateTimeOffset(moment.UtcTicks / ticks * ticks, TimeSpan.Zero));
            var text = instant.ToString();
            return Parse(text) == instant && text.Length == (instant.Micros % 1000 == 0 ? 24 : 27) && Instant.From(instant.ToDateTimeOffset()) == instant;
        }).Check(Thousands);

    [Fact]
    public void Times_compare_as_their_moments_do() => Prop.ForAll(
        Arb.From(Moment()),
        Arb.From(Moment()),
        (a, b) =>
        {
            var (left, right) = (Instant.From(a), Instant.From(b));
            var expected = left.Micros.CompareTo(right.Micros);
            return left.CompareTo(right) == expected && (left < right) == (expected < 0) && (left > right) == (expected > 0)
                && (left <= right) == (expected <= 0) && (left >= right) == (expected >= 0) && Instant.From(a) <= Instant.From(a.AddTicks(a < DateTimeOffset.MaxValue ? 1 : 0));
        }).Check(Thousands);

    [Fact]
    public void The_first_and_the_last_time_are_those_of_DateTimeOffset()
    {
        Assert.Equal("0001-01-01T00:00:00.000Z", Instant.Earliest.ToString());
        Assert.Equal("9999-12-31T23:59:59.999999Z", Instant.Latest.ToString());
        Assert.Equal(0, Parse("1970-01-01T00:00:00Z").Micros);
        Assert.Equal(-1, Parse("1969-12-31T23:59:59.999999Z").Micros);
    }

    private static Instant Parse(string text)
    {
        Assert.True(Instant.TryParse(Encoding.UTF8.GetBytes(text), out var instant), text);
        return instant;
    }

    // Any moment that has a year of four digits in any zone, often near an edge of a day, a year or the calendar.
    private static Gen<DateTimeOffset> Moment()
    {
        var anywhere =
            from high in Gen.Choose(0, int.MaxValue)
            from low in Gen.Choose(0, int.MaxValue)
            select (((long)high << 31) | (uint)low) % (DateTimeOffset.MaxValue.Ticks - (2 * TimeSpan.TicksPerDay)) + TimeSpan.TicksPerDay;
        var edges =
            from year in Gen.OneOf(Gen.Choose(2, 9998), Gen.Elements(4, 100, 400, 1600, 1900, 1969, 1970, 2000, 2024, 2100))
            from month in Gen.Elements(1, 2, 3, 12)
            from off in Gen.Choose(-20, 20)
            from unit in Gen.Elements(1L, TimeSpan.TicksPerMicrosecond, TimeSpan.TicksPerSecond, TimeSpan.TicksPerHour)
            select new DateTimeOffset(year, month, 1, 0, 0, 0, TimeSpan.Zero).Ticks + (off * unit);
        return
            from ticks in Gen.OneOf(anywhere, edges)
            from zone in Gen.OneOf(Gen.Constant(0), Gen.Choose(-14 * 60, 14 * 60))
            select new DateTimeOffset(ticks, TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(zone));
    }
}
