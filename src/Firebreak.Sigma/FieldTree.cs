using System.Collections.Immutable;
using System.Text;

namespace Firebreak.Sigma;

/// <summary>Tests of one field that answer one question together: yes when any of them says yes.</summary>
internal readonly record struct FieldQuestion(int Number, ImmutableArray<ValueTest> Tests);

/// <summary>All field paths of a rule in one tree, so that an event is read once, whatever the rule asks.</summary>
internal sealed class FieldTree
{
    public const int NoQuestion = -1;

    private readonly ImmutableArray<FieldTree> _children;

    private FieldTree(FieldTreeBuilder from)
    {
        Name = Encoding.UTF8.GetBytes(from.Name);
        Exists = from.Exists;
        HasValue = from.HasValue;
        Questions = [.. from.Questions];
        IgnoresCase = Questions.Any(question => question.Tests.Any(test => test.IgnoresCase));
        _children = [.. from.Children.Select(Of)];
    }

    public ReadOnlyMemory<byte> Name { get; }

    /// <summary>The question "is the field there?", whatever it holds.</summary>
    public int Exists { get; }

    /// <summary>The question "is there a value, neither null nor empty?".</summary>
    public int HasValue { get; }

    public ImmutableArray<FieldQuestion> Questions { get; }

    public bool IgnoresCase { get; }

    public int ChildCount => _children.Length;

    /// <summary>A path is no deeper than <see cref="FieldKey.MaxPath"/>, so neither is this.</summary>
    public static FieldTree Of(FieldTreeBuilder builder) => new(builder);

    public FieldTree? Child(ReadOnlySpan<byte> name)
    {
        foreach (var child in _children)
        {
            var own = child.Name.Span;
            if (own.SequenceEqual(name) || Ascii.EqualsIgnoreCase(own, name)) return child;
        }

        return null;
    }
}

/// <summary>Grows the tree while a rule is parsed.</summary>
internal sealed class FieldTreeBuilder(string name)
{
    public string Name => name;

    public int Exists { get; set; } = FieldTree.NoQuestion;

    public int HasValue { get; set; } = FieldTree.NoQuestion;

    public List<FieldQuestion> Questions { get; } = [];

    public List<FieldTreeBuilder> Children { get; } = [];

    public FieldTreeBuilder At(IEnumerable<string> path)
    {
        var node = this;
        foreach (var step in path) node = node.Child(step);
        return node;
    }

    private FieldTreeBuilder Child(string step)
    {
        var child = Children.Find(known => Ascii.EqualsIgnoreCase(known.Name, step) || known.Name == step);
        if (child is not null) return child;
        Children.Add(child = new FieldTreeBuilder(step));
        return child;
    }
}
