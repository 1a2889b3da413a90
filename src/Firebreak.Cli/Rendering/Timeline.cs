using System.Collections.Immutable;
using System.Globalization;
using Firebreak.Log.Events;
using Firebreak.Log.Scoping;

namespace Firebreak.Cli.Rendering;

/// <summary>When the events happened, as a picture: bars over a time axis in UTC.</summary>
internal static class Timeline
{
    private const int Width = 1072;
    private const int Height = 148;
    private const int Left = 44;
    private const int Bottom = 24;
    private const int Top = 12;
    private const int MaxBars = 120;

    // What a bar or a tick may span, in minutes.
    private static readonly long[] Spans = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080, 20_160, 43_200, 129_600, 525_600];

    /// <summary>Draws matches per span of time; nothing where there are none.</summary>
    public static void Write(TextWriter to, ImmutableArray<AnswerMinute> minutes)
    {
        if (minutes.IsEmpty) return;
        var first = MinuteOf(minutes[0].At);
        var last = MinuteOf(minutes[^1].At);
        var span = SpanFor(last - first + 1, MaxBars);
        var start = first - Mod(first, span);
        var bars = new long[((last - start) / span) + 1];
        foreach (var minute in minutes) bars[(MinuteOf(minute.At) - start) / span] += minute.Events;
        var most = bars.Max();

        to.Write($"<figure tabindex=\"0\">\n<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Printable.Count(minutes.Sum(minute => minute.Events), "event")} from {minutes[0].At} to {minutes[^1].At}\">\n");
        WriteScale(to, most);
        WriteTicks(to, start, start + (bars.Length * span));
        var step = (Width - Left) / (double)bars.Length;
        for (var i = 0; i < bars.Length; i++)
        {
            if (bars[i] == 0) continue;
            var height = Math.Max(1.5, bars[i] * (double)(Height - Bottom - Top) / most);
            var at = new Instant((start + (i * span)) * 60 * Instant.MicrosPerSecond).ToString();
            to.Write($"<rect class=\"b\" x=\"{Number(Left + (i * step))}\" y=\"{Number(Height - Bottom - height)}\" width=\"{Number(Math.Max(1, Math.Min(step - 1, 24)))}\" height=\"{Number(height)}\"><title>{at[..10]} {at[11..16]} UTC: {Printable.Count(bars[i], "event")}</title></rect>\n");
        }

        to.Write($"</svg>\n<figcaption>Events in each {SpanName(span)}, UTC</figcaption>\n</figure>\n");
    }

    private static void WriteScale(TextWriter to, long most)
    {
        to.Write($"<line x1=\"{Left}\" y1=\"{Height - Bottom}\" x2=\"{Width}\" y2=\"{Height - Bottom}\"/>\n");
        to.Write($"<line x1=\"{Left}\" y1=\"{Top}\" x2=\"{Width}\" y2=\"{Top}\"/>\n");
        to.Write($"<text x=\"{Left - 8}\" y=\"{Top + 4}\" text-anchor=\"end\">{most.ToString("N0", CultureInfo.InvariantCulture)}</text>\n");
        to.Write($"<text x=\"{Left - 8}\" y=\"{Height - Bottom + 4}\" text-anchor=\"end\">0</text>\n");
    }

    private static void WriteTicks(TextWriter to, long start, long end)
    {
        var span = SpanFor(end - start, 9);
        for (var at = start + Mod(-start, span); at < end; at += span)
        {
            var x = Left + ((at - start) * (double)(Width - Left) / (end - start));
            var text = new Instant(at * 60 * Instant.MicrosPerSecond).ToString();
            to.Write($"<line x1=\"{Number(x)}\" y1=\"{Height - Bottom}\" x2=\"{Number(x)}\" y2=\"{Height - Bottom + 4}\"/>\n");
            to.Write($"<text x=\"{Number(x)}\" y=\"{Height - 6}\"{(x > Width - 60 ? " text-anchor=\"end\"" : "")}>{(span >= 1440 ? text[..10] : $"{text[5..10]} {text[11..16]}")}</text>\n");
        }
    }

    private static long SpanFor(long minutes, int most) => Array.Find(Spans, span => minutes / span < most) is var found and > 0 ? found : Spans[^1];

    private static string SpanName(long span) => span switch
    {
        1 => "minute",
        < 60 => $"{span} minutes",
        60 => "hour",
        < 1440 => $"{span / 60} hours",
        1440 => "day",
        _ => $"{span / 1440} days",
    };

    private static long MinuteOf(Instant time) => time.Micros / (60 * Instant.MicrosPerSecond);

    private static long Mod(long value, long by) => ((value % by) + by) % by;

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
