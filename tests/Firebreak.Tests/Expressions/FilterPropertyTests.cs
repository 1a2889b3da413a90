using System.Text.Json;
using Firebreak.Expressions;
using Firebreak.Tests.Events;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using static Firebreak.Tests.Expressions.ScimFilterTests;

namespace Firebreak.Tests.Expressions;

/// <summary>Any filter, any object, any text.</summary>
public sealed class FilterPropertyTests
{
    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(1000);

    private static readonly string[] Texts = ["", "a", "A", "ab", "\"\\", "2022-01-20", "2022-01-20T00:00:00Z", "x\ny", "ä😀"];
    private static readonly string[] Json = ["{}", "null", "1", "-2.5", "true", "false", "\"\"", "\"a\"", "\"AB\"", "\"2022-01-20T00:00:00.000Z\"", "[]", "[\"a\",1]", "[{\"a\":\"a\"},{\"b\":[1,null]}]", "{\"a\":1,\"b\":{\"a\":\"ab\"}}"];

    private static readonly Arbitrary<ulong> Seeds = Gen.Choose(0, int.MaxValue).Select(seed => (ulong)seed).ToArbitrary();

    [Fact]
    public void A_filter_reads_back_as_itself() =>
        Prop.ForAll(Seeds, seed =>
        {
            var filter = FilterOf(new Draw(seed), 4);
            Assert.Equal(filter, Read(filter.ToString()));
        }).Check(Often);

    [Fact]
    public void De_Morgan_is_right_about_filters() =>
        Prop.ForAll(Seeds, seed =>
        {
            var draw = new Draw(seed);
            var (a, b, json) = (FilterOf(draw, 2), FilterOf(draw, 2), ObjectOf(draw));
            Assert.Equal(new Filter.Not(new Filter.And([a, b])).Matches(json), new Filter.Or([new Filter.Not(a), new Filter.Not(b)]).Matches(json));
            Assert.Equal(new Filter.Not(new Filter.Or([a, b])).Matches(json), new Filter.And([new Filter.Not(a), new Filter.Not(b)]).Matches(json));
            Assert.Equal(a.Matches(json), new Filter.Not(new Filter.Not(a)).Matches(json));
        }).Check(Often);

    [Fact]
    public void What_matches_has_what_is_required() =>
        Prop.ForAll(Seeds, seed =>
        {
            var draw = new Draw(seed);
            var (filter, json) = (FilterOf(draw, 3), ObjectOf(draw));
            if (!filter.Matches(json)) return;
            foreach (var equality in filter.RequiredEqualities())
                Assert.Contains(equality.AnyOf, value => new Filter.Comparison(equality.Path, FilterOperator.Equal, new FilterValue.Text(value)).Matches(json));
        }).Check(Often);

    [Fact]
    public void Any_text_is_a_filter_or_a_problem() =>
        Prop.ForAll(Seeds, seed =>
        {
            var draw = new Draw(seed);
            string[] pieces = ["a", "b.c", " eq ", " pr", "\"x\"", "\"", "\\", "\\u00", "(", ")", "[", "]", " and ", " or ", "not", "1", "-", "\0", "\ud800", "urn:", ".", "null"];
            var text = string.Concat(Enumerable.Range(0, draw.Below(12)).Select(_ => draw.Of<string>(pieces)));
            if (ScimFilter.TryParse(text, out var filter, out var problem)) Assert.Equal(filter, Read(filter.ToString()));
            else Assert.NotEmpty(problem);
        }).Check(Often.WithMaxTest(5000));

    private static Filter FilterOf(Draw draw, int depth) => draw.Below(depth == 0 ? 3 : 7) switch
    {
        0 => new Filter.Present(PathOf(draw)),
        1 or 2 => ComparisonOf(draw),
        3 => new Filter.And([.. Several(draw, depth)]),
        4 => new Filter.Or([.. Several(draw, depth)]),
        5 => new Filter.Not(FilterOf(draw, depth - 1)),
        _ => new Filter.ValuePath(PathOf(draw), FilterOf(draw, depth - 1)),
    };

    private static IEnumerable<Filter> Several(Draw draw, int depth) => Enumerable.Range(0, 2 + draw.Below(2)).Select(_ => FilterOf(draw, depth - 1));

    private static Filter.Comparison ComparisonOf(Draw draw)
    {
        while (true)
        {
            var @operator = draw.OneIn(2) ? FilterOperator.Equal : (FilterOperator)draw.Below(9);
            FilterValue value = draw.Below(6) switch
            {
                0 => FilterValue.None,
                1 => new FilterValue.Truth(draw.OneIn(2)),
                2 => new FilterValue.Number((draw.Below(10) - 5) / 2m),
                _ => new FilterValue.Text(draw.Of<string>(Texts)),
            };
            if (Filter.Comparison.Allows(@operator, value)) return new Filter.Comparison(PathOf(draw), @operator, value);
        }
    }

    private static AttributePath PathOf(Draw draw)
    {
        string[] paths = ["a", "b", "a.b", "b.a", "urn:x:2.0:U:a"];
        return AttributePath.TryParse(draw.Of<string>(paths), out var path) ? path : throw new InvalidOperationException();
    }

    private static JsonElement ObjectOf(Draw draw) =>
        JsonElement.Parse($$"""{"a": {{draw.Of<string>(Json)}}, "b": {{draw.Of<string>(Json)}}, "urn:x:2.0:U": {{draw.Of<string>(Json)}}}""");
}
