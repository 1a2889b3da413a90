using System.Text;
using System.Text.RegularExpressions;
using Firebreak.Log.Scoping;
using Firebreak.Tests.Events;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Firebreak.Tests.Scoping;

/// <summary>The small tables beneath a scan: patterns, sets of texts, numbered texts, numbers.</summary>
public sealed class TextTests
{
    [Fact]
    public void A_pattern_matches_what_its_regular_expression_matches() => Prop.ForAll(
        Arb.From(TextOf("ab.**", 8)),
        Arb.From(TextOf("aab.", 10)),
        (pattern, text) =>
            new Glob(Encoding.UTF8.GetBytes(pattern)).Matches(Encoding.UTF8.GetBytes(text))
            == Regex.IsMatch(text, $"^{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}$", RegexOptions.None, TimeSpan.FromSeconds(5)))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void A_pattern_with_many_stars_is_decided_without_trying_all_ways()
    {
        var text = Encoding.UTF8.GetBytes(new string('a', 5_000));
        var pattern = new Glob(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a*", 200)) + "b"));
        Assert.False(pattern.Matches(text));
        Assert.True(pattern.Matches([.. text, (byte)'b']));
    }

    [Theory]
    [InlineData("Ann@Example.COM", "aNN@eXAMPLE.com", true)]
    [InlineData("ann", "ann ", false)]
    [InlineData("ÄÖÜ", "äöü", true)]
    [InlineData("Straße", "STRASSE", false)]
    [InlineData("ΑΒΓ", "αβγ", true)]
    [InlineData("Ж", "ж", true)]
    [InlineData("k", "\u212A", true)] // the Kelvin sign: three bytes that fold to one
    [InlineData("\u212A", "k", true)]
    [InlineData("ⱥ", "Ⱥ", true)] // three bytes and two
    [InlineData("Ⱥ", "ⱥ", true)]
    [InlineData("𐐀", "𐐨", true)]
    [InlineData("日本", "日本", true)]
    [InlineData("", "", true)]
    [InlineData("a", "", false)]
    public void A_text_is_found_whatever_its_case(string kept, string asked, bool isThere)
    {
        foreach (var fill in new[] { "", "x", new string('Y', 300) })
        {
            var set = new TextSet([kept + fill]);
            Assert.Equal(isThere, set.ContainsFolded(Encoding.UTF8.GetBytes(asked + fill.ToLowerInvariant())));
            Assert.Equal(kept == asked, set.Contains(Encoding.UTF8.GetBytes(asked + fill)));
        }
    }

    [Fact]
    public void A_set_of_texts_finds_what_comparing_one_by_one_finds() => Prop.ForAll(
        Arb.From(Gen.ListOf(TextOf("aAäÄkK\u212AⱥȺß", 3))),
        Arb.From(TextOf("aAäÄkK\u212AⱥȺß", 3)),
        (kept, asked) =>
        {
            var set = new TextSet(kept);
            var bytes = Encoding.UTF8.GetBytes(asked);
            return set.IsEmpty == (kept.Count == 0)
                && set.Contains(bytes) == kept.Contains(asked)
                && set.ContainsFolded(bytes) == kept.Select(text => text.ToLowerInvariant()).Contains(asked.ToLowerInvariant(), StringComparer.Ordinal);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void A_table_numbers_texts_as_a_dictionary_does()
    {
        var draw = new Draw(9);
        for (var round = 0; round < 20; round++)
        {
            var (table, expected) = (new ByteTable(), new Dictionary<string, int>(StringComparer.Ordinal));
            for (var i = 0; i < 5_000; i++)
            {
                var text = draw.Below(500) switch
                {
                    0 => "",
                    1 => new string('x', 65_534 + draw.Below(5)),
                    2 => new string('x', 500_000 + draw.Below(3)),
                    _ => $"{(char)('a' + draw.Below(26))}{draw.Below(200 * (round + 1))}",
                };
                var bytes = Encoding.UTF8.GetBytes(text);
                Assert.Equal(expected.GetValueOrDefault(text, -1), table.Find(bytes));
                expected.TryAdd(text, expected.Count);
                Assert.Equal(expected[text], table.Add(bytes));
            }

            Assert.Equal(expected.Count, table.Count);
            foreach (var (text, number) in expected) Assert.True(table[number].SequenceEqual(Encoding.UTF8.GetBytes(text)));
        }
    }

    [Fact]
    public void The_empty_text_may_be_a_tables_first()
    {
        var table = new ByteTable();
        Assert.Equal(-1, table.Find([]));
        Assert.Equal(0, table.Add([]));
        Assert.Equal(0, table.Find([]));
        Assert.Equal(1, table.Add("x"u8));
        Assert.True(table[0].IsEmpty);
    }

    [Fact]
    public void A_table_of_short_texts_takes_little_memory()
    {
        var table = new ByteTable();
        for (var i = 0; i < 100_000; i++) table.Add(Encoding.UTF8.GetBytes($"00u{i:00000000000000000}"));
        Assert.InRange(table.Bytes, 100_000 * 20, 100_000 * 60);
    }

    [Fact]
    public void A_set_of_numbers_keeps_each_once_as_a_hash_set_does()
    {
        var draw = new Draw(10);
        foreach (var range in new ulong[] { 10, 5_000, 1UL << 40, ulong.MaxValue - 1 })
        {
            var (set, expected) = (new NumberSet(), new HashSet<ulong>());
            for (var i = 0; i < 20_000; i++)
            {
                var number = draw.OneIn(3) ? draw.Next() % range : draw.Next() % range / 1024 * 1024;
                Assert.Equal(expected.Add(number), set.Add(number));
            }

            Assert.Equal(expected.Count, set.Count);
            Assert.Equal(expected.Order(), set.Numbers().Order());
        }
    }

    private static Gen<string> TextOf(string letters, int longest) =>
        from length in Gen.Choose(0, longest)
        from text in Gen.ArrayOf(Gen.Elements(letters.ToCharArray()), length)
        select new string(text);
}
