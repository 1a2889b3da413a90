using System.Globalization;
using System.Text;
using System.Text.Json;
using Firebreak.Log;
using Firebreak.Log.Events;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Firebreak.Tests.Events;

public sealed class JsonEscapesTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData(@"\""\\\/\b\f\n\r\t", "\"\\/\b\f\n\r\t")]
    [InlineData(@"\u0041\u00e9\u65E5\u0000", "Aé日\0")]
    [InlineData(@"\ud83d\ude00", "😀")]
    [InlineData(@"\uD83D\uDE00x\\u0041", "😀x\\u0041")]
    // Half a pair is an unknown character, and what stands behind it is kept.
    [InlineData(@"\ud83d", "\uFFFD")]
    [InlineData(@"\ude00", "\uFFFD")]
    [InlineData(@"a\ud83db", "a\uFFFDb")]
    [InlineData(@"\ude00\ud83d", "\uFFFD\uFFFD")]
    [InlineData(@"\ud83d\ud83d\ude00", "\uFFFD😀")]
    [InlineData(@"\ud83d\n", "\uFFFD\n")]
    [InlineData(@"\ud83d\u0041", "\uFFFDA")]
    [InlineData(@"\ud83dude00", "\uFFFDude00")]
    public void Escapes_are_resolved(string raw, string expected)
    {
        Assert.Equal(expected, Resolve(raw));
        Assert.Equal(expected, new JsonText(Encoding.UTF8.GetBytes(raw), isEscaped: raw.Contains('\\', StringComparison.Ordinal)).ToString());
    }

    [Fact]
    public void Any_text_escaped_in_any_way_is_what_System_Text_Json_reads() => Prop.ForAll(
        Arb.From(Gen.ListOf(from rune in Rune() from how in Gen.Choose(0, 3) select Escape(rune, how))),
        pieces =>
        {
            var raw = string.Concat(pieces);
            using var document = JsonDocument.Parse($"\"{raw}\"");
            return Resolve(raw) == document.RootElement.GetString();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Theory]
    [InlineData("Org", "Org", true)]
    [InlineData(@"\u004frg", "Org", true)]
    [InlineData("Or", "Org", false)]
    [InlineData("org", "Org", false)]
    [InlineData(@"\u004f", "Org", false)]
    [InlineData("", "", true)]
    [InlineData("x", "", false)]
    public void A_text_is_compared_by_what_its_escapes_stand_for(string raw, string text, bool isIt) =>
        Assert.Equal(isIt, new JsonText(Encoding.UTF8.GetBytes(raw), raw.Contains('\\', StringComparison.Ordinal)).Is(Encoding.UTF8.GetBytes(text)));

    private static string Resolve(string raw)
    {
        var to = new GrowingBuffer(1);
        JsonEscapes.Resolve(Encoding.UTF8.GetBytes(raw), to);
        return Encoding.UTF8.GetString(to.Written);
    }

    private static Gen<Rune> Rune() => Gen.OneOf(
        Gen.Choose(0, 0x7F),
        Gen.Choose(0x80, 0xD7FF),
        Gen.Choose(0xE000, 0xFFFF),
        Gen.Choose(0x10000, 0x10FFFF),
        Gen.Elements<int>('"', '\\', '/', '\n')).Select(value => new Rune(value));

    private static string Escape(Rune rune, int how)
    {
        var text = rune.ToString();
        var units = string.Concat(text.Select(unit => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}")));
        return (rune.Value, how) switch
        {
            (_, 0) => units,
            (_, 1) => "\\u" + units[2..].ToUpperInvariant().Replace("\\U", "\\u", StringComparison.Ordinal),
            ('"' or '\\' or '/', _) => "\\" + text,
            ('\n', _) => "\\n",
            ('\t', _) => "\\t",
            _ when rune.Value < 0x20 => units,
            _ => text,
        };
    }
}
