using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Firebreak.Sigma;

/// <summary>
/// Reads one YAML document from the parser's events. Whoever writes the file can make it long, deep, cyclic or
/// self-multiplying; each of these ends in a sentence, never in a full stack or memory.
/// </summary>
internal sealed class YamlReader
{
    public const int MaxCharacters = 256 * 1024;
    public const int MaxDepth = 32;
    public const int MaxWeight = 20_000;

    private static readonly string TooMuch = $"more than {MaxWeight} values, or texts as long as so many";

    private readonly IParser _events;
    private readonly RuleProblem _problem;
    private readonly Dictionary<AnchorName, Yaml> _anchored = [];

    private YamlReader(IParser events, RuleProblem problem)
    {
        _events = events;
        _problem = problem;
    }

    public static Yaml? Read(string text, RuleProblem problem)
    {
        if (text.Length > MaxCharacters) return problem.Say<Yaml>($"the file has more than {MaxCharacters} characters");
        using var reader = new StringReader(text);
        var parser = new Parser(reader);
        try
        {
            return new YamlReader(parser, problem).Document();
        }
        catch (YamlException e)
        {
            return problem.Say<Yaml>((int)e.Start.Line, $"not valid YAML: {e.Message}");
        }
        catch (InvalidOperationException)
        {
            // The scanner's way of saying that a '[' or '{' is still open where the file goes on otherwise.
            return problem.Say<Yaml>((int)(parser.Current?.End.Line ?? 1), "not valid YAML: a '[' or '{' near here is not closed");
        }
    }

    private Yaml? Document()
    {
        _events.Consume<StreamStart>();
        if (!_events.TryConsume<DocumentStart>(out _)) return _problem.Say<Yaml>("the file is empty");
        if (Node(1) is not { } root) return null;

        _events.Consume<DocumentEnd>();
        if (_events.TryConsume<DocumentStart>(out var second))
            return _problem.Say<Yaml>((int)second.Start.Line, "more than one YAML document in a file is not supported");
        return root;
    }

    private Yaml? Node(int depth)
    {
        if (depth > MaxDepth) return Refuse(_events.Current!, $"nested more than {MaxDepth} deep");
        if (_events.TryConsume<AnchorAlias>(out var alias)) return Aliased(alias, depth);

        var start = _events.Consume<NodeEvent>();
        Yaml? node = start switch
        {
            Scalar scalar => Text(scalar),
            SequenceStart => List(start, depth),
            _ => Map(start, depth),
        };
        if (node is null) return null;
        if (node.Weight > MaxWeight) return Refuse(start, TooMuch);
        if (!start.Anchor.IsEmpty) _anchored[start.Anchor] = node;
        return node;
    }

    /// <summary>An anchor is known only once its node is complete, so a node cannot hold itself.</summary>
    private Yaml? Aliased(AnchorAlias alias, int depth)
    {
        if (!_anchored.TryGetValue(alias.Value, out var node))
            return Refuse(alias, $"the alias '*{alias.Value}' names nothing before it, or the node it stands in");
        return depth + node.Height > MaxDepth + 1 ? Refuse(alias, $"nested more than {MaxDepth} deep") : node;
    }

    private static YamlText Text(Scalar scalar) =>
        new((int)scalar.Start.Line, scalar.Value, scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty);

    private YamlList? List(NodeEvent start, int depth)
    {
        var items = ImmutableArray.CreateBuilder<Yaml>();
        var weight = 1;
        while (!_events.TryConsume<SequenceEnd>(out _))
        {
            if (Node(depth + 1) is not { } item) return null;
            items.Add(item);
            if ((weight += item.Weight) > MaxWeight) return _problem.Say<YamlList>((int)start.Start.Line, TooMuch);
        }

        return new YamlList((int)start.Start.Line, items.ToImmutable());
    }

    private YamlMap? Map(NodeEvent start, int depth)
    {
        var entries = ImmutableArray.CreateBuilder<KeyValuePair<string, Yaml>>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var weight = 1;
        while (!_events.TryConsume<MappingEnd>(out _))
        {
            if (Key(keys) is not { } key || Node(depth + 1) is not { } value) return null;
            entries.Add(new(key, value));
            if ((weight += Yaml.WeightOf(key) + value.Weight) > MaxWeight) return _problem.Say<YamlMap>((int)start.Start.Line, TooMuch);
        }

        return new YamlMap((int)start.Start.Line, entries.ToImmutable());
    }

    private string? Key(HashSet<string> known)
    {
        if (!_events.TryConsume<Scalar>(out var key))
            return _problem.Say<string>((int)_events.Current!.Start.Line, "a key that is not a text is not supported");
        if (key.Value == "<<") return _problem.Say<string>((int)key.Start.Line, "the merge key '<<' is not supported");
        return known.Add(key.Value) ? key.Value : _problem.Say<string>((int)key.Start.Line, $"the key '{key.Value}' is there twice");
    }

    private Yaml? Refuse(ParsingEvent where, string sentence) => _problem.Say<Yaml>((int)where.Start.Line, sentence);
}
