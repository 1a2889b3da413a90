using System.Text.Json;

namespace Firebreak.Sigma;

/// <summary>
/// One pass over an event's bytes, answering all questions of a rule. Arrays are looked through: a path goes on into
/// each element. Recursion goes only as deep as the rule's own paths; what the event nests beyond them is skipped.
/// </summary>
internal ref struct EventWalk
{
    private readonly FieldTree _fields;
    private readonly FieldTree _keywords;
    private readonly Findings _findings;
    private Utf8JsonReader _reader;
    private Scratch _plain;
    private Scratch _folded;

    public EventWalk(ReadOnlySpan<byte> json, FieldTree fields, FieldTree keywords, Findings findings, Span<byte> plain, Span<byte> folded)
    {
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        _fields = fields;
        _keywords = keywords;
        _findings = findings;
        _plain = new Scratch(plain);
        _folded = new Scratch(folded);
    }

    private readonly bool HasKeywords => !_keywords.Questions.IsEmpty;

    public void Run()
    {
        if (_reader.Read() && _reader.TokenType == JsonTokenType.StartObject) Event();
        _plain.Return();
        _folded.Return();
    }

    /// <summary>Ends as soon as all top-level fields were seen: keys do not repeat, and most of an event is never asked about.</summary>
    private void Event()
    {
        var left = _fields.ChildCount;
        while ((left > 0 || HasKeywords) && NextProperty(_fields, out var field))
        {
            if (field is null)
            {
                Pass();
                continue;
            }

            Value(field);
            left--;
        }
    }

    private bool NextProperty(FieldTree parent, out FieldTree? field)
    {
        field = null;
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.PropertyName) return false;
        field = parent.Child(Text());
        _reader.Read();
        return true;
    }

    private void Value(FieldTree field)
    {
        if (field.Exists != FieldTree.NoQuestion) _findings.Note(field.Exists, Answer.Yes);
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                Object(field);
                break;
            case JsonTokenType.StartArray:
                Array(field);
                break;
            case JsonTokenType.Null:
                break;
            default:
                Scalar(field);
                break;
        }
    }

    private void Object(FieldTree field)
    {
        while (NextProperty(field, out var child))
        {
            NoteValue(field);
            if (child is null) Pass();
            else Value(child);
        }
    }

    /// <summary>An array in an array counts as its elements, so that depth costs no stack.</summary>
    private void Array(FieldTree field)
    {
        var depth = _reader.CurrentDepth;
        while (_reader.Read() && _reader.CurrentDepth > depth)
            if (_reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.EndArray)) Value(field);
    }

    private void Scalar(FieldTree field)
    {
        var text = Text();
        if (!text.IsEmpty) NoteValue(field);
        Ask(field, text);
        if (HasKeywords) Keyword();
    }

    private readonly void NoteValue(FieldTree field)
    {
        if (field.HasValue != FieldTree.NoQuestion) _findings.Note(field.HasValue, Answer.Yes);
    }

    /// <summary>What no path leads to is skipped, or searched for keywords.</summary>
    private void Pass()
    {
        if (!HasKeywords)
        {
            _reader.Skip();
            return;
        }

        var depth = _reader.CurrentDepth;
        if (_reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            Keyword();
            return;
        }

        while (_reader.Read() && _reader.CurrentDepth > depth) Keyword();
    }

    private void Keyword()
    {
        if (_reader.TokenType == JsonTokenType.String) Ask(_keywords, Text());
    }

    private void Ask(FieldTree field, ReadOnlySpan<byte> text)
    {
        if (field.Questions.IsEmpty) return;
        var value = new FieldValue(text, field.IgnoresCase ? Fold.Utf8(text, ref _folded) : default);
        foreach (var question in field.Questions)
            if (!_findings.Found(question.Number)) Ask(question, value);
    }

    private readonly void Ask(FieldQuestion question, FieldValue value)
    {
        foreach (var test in question.Tests)
        {
            var answer = test.Ask(value);
            _findings.Note(question.Number, answer);
            if (answer == Answer.Yes) return;
        }
    }

    /// <summary>Of a key, string, number, true or false; good until the next text is asked for.</summary>
    private ReadOnlySpan<byte> Text() =>
        _reader.ValueIsEscaped ? JsonText.Unescape(_reader.ValueSpan, ref _plain) : _reader.ValueSpan;
}
