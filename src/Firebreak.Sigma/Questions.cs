using System.Collections.Immutable;

namespace Firebreak.Sigma;

/// <summary>Numbers the questions that a rule asks of an event, and hangs each at its field.</summary>
internal sealed class Questions
{
    private readonly FieldTreeBuilder _fields = new("");
    private readonly FieldTreeBuilder _keywords = new("");

    public int Count { get; private set; }

    public FieldTree Fields => FieldTree.Of(_fields);

    /// <summary>What is asked of every string in the event, wherever it stands.</summary>
    public FieldTree Keywords => FieldTree.Of(_keywords);

    public Condition Ask(FieldKey key, ImmutableArray<ValueTest> tests)
    {
        var question = Count++;
        var node = key.IsKeyword ? _keywords : _fields.At(key.Path);
        node.Questions.Add(new FieldQuestion(question, tests));
        return new Condition.Question(question, key.IsEventType ? OnlyTexts(tests) : null);
    }

    public Condition Exists(FieldKey key)
    {
        var node = _fields.At(key.Path);
        if (node.Exists == FieldTree.NoQuestion) node.Exists = Count++;
        return new Condition.Question(node.Exists);
    }

    public Condition HasValue(FieldKey key)
    {
        var node = _fields.At(key.Path);
        if (node.HasValue == FieldTree.NoQuestion) node.HasValue = Count++;
        return new Condition.Question(node.HasValue);
    }

    private static ImmutableArray<string>? OnlyTexts(ImmutableArray<ValueTest> tests)
    {
        var texts = tests.Select(test => (test as TextTest)?.OnlyText).OfType<string>().ToImmutableArray();
        return texts.Length == tests.Length ? texts : null;
    }
}
