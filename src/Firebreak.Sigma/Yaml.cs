using System.Collections.Immutable;

namespace Firebreak.Sigma;

/// <summary>
/// A piece of YAML. Weight tells how much it would be with every alias written out and Height how deep it goes, so that
/// a few lines of aliases cannot unfold into millions of values, or into a few of endless text.
/// </summary>
internal abstract class Yaml(int line, int weight, int height)
{
    public int Line => line;

    public int Weight => weight;

    public int Height => height;

    public static int WeightOf(string text) => 1 + (text.Length / 100);
}

internal sealed class YamlText(int line, string text, bool plain) : Yaml(line, WeightOf(text), 1)
{
    public string Text => text;

    /// <summary>Only unquoted: <c>'null'</c> is a text of four letters.</summary>
    public bool IsNull => plain && text is "" or "~" or "null" or "Null" or "NULL";
}

internal sealed class YamlList(int line, ImmutableArray<Yaml> items)
    : Yaml(line, 1 + items.Sum(item => item.Weight), 1 + items.Select(item => item.Height).DefaultIfEmpty().Max())
{
    public ImmutableArray<Yaml> Items => items;
}

internal sealed class YamlMap(int line, ImmutableArray<KeyValuePair<string, Yaml>> entries)
    : Yaml(
        line,
        1 + entries.Sum(entry => WeightOf(entry.Key) + entry.Value.Weight),
        1 + entries.Select(entry => entry.Value.Height).DefaultIfEmpty().Max())
{
    public ImmutableArray<KeyValuePair<string, Yaml>> Entries => entries;

    public Yaml? Find(string key) => entries.FirstOrDefault(entry => entry.Key == key).Value;
}
