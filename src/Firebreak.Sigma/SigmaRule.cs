using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Firebreak.Sigma;

/// <summary>What a rule says about itself.</summary>
internal sealed record RuleText(
    string Id,
    string Title,
    string Author,
    string Status,
    string Level,
    string Description,
    ImmutableArray<string> References,
    string Yaml);

/// <summary>
/// A Sigma rule, ready to be asked about events. It does not change and may be asked from many threads at once.
/// </summary>
public sealed class SigmaRule
{
    private const int TextRoom = 512;

    private readonly RuleText _about;
    private readonly Condition _condition;
    private readonly FieldTree _fields;
    private readonly FieldTree _keywords;
    private readonly int _words;

    internal SigmaRule(RuleText about, Condition condition, Questions questions, ImmutableArray<string> unresolved)
    {
        _about = about;
        _condition = condition;
        _fields = questions.Fields;
        _keywords = questions.Keywords;
        _words = Findings.Words(questions.Count);
        EventTypes = EventTypeBound.Of(condition);
        UnresolvedPlaceholders = unresolved;
    }

    /// <summary>The rule's UUID; empty when the file has none.</summary>
    public string Id => _about.Id;

    /// <summary>What the rule finds, in a few words.</summary>
    public string Title => _about.Title;

    /// <summary>Who wrote it; a match must be shown with this name. Empty when the file has none.</summary>
    public string Author => _about.Author;

    /// <summary>How mature it is, as <c>stable</c> or <c>experimental</c>; empty when the file does not say.</summary>
    public string Status => _about.Status;

    /// <summary><c>informational</c>, <c>low</c>, <c>medium</c>, <c>high</c> or <c>critical</c>; empty when the file does not say.</summary>
    public string Level => _about.Level;

    /// <summary>What the rule finds and cannot see; empty when the file does not say.</summary>
    public string Description => _about.Description;

    /// <summary>Where to read more, usually URLs.</summary>
    public ImmutableArray<string> References => _about.References;

    /// <summary>The file as it was given.</summary>
    public string Text => _about.Yaml;

    /// <summary>
    /// The event types, in lower case, outside of which the rule never matches; null when any type may match. It may
    /// hold a type too many, never one too few, so events of other types can be passed over unread.
    /// </summary>
    public ImmutableArray<string>? EventTypes { get; }

    /// <summary>Placeholders for which no values were given: the lines that use them never match.</summary>
    public ImmutableArray<string> UnresolvedPlaceholders { get; }

    /// <summary>Reads a rule.</summary>
    /// <param name="yaml">The file's text.</param>
    /// <param name="rule">The rule, when it can be evaluated exactly.</param>
    /// <param name="problem">Otherwise one sentence that names what is wrong or not supported.</param>
    /// <param name="placeholders">Values for <c>%name%</c> under the modifier <c>expand</c>, by name; they may hold wildcards.</param>
    /// <returns>Whether the rule was taken.</returns>
    public static bool TryParse(
        string yaml,
        [NotNullWhen(true)] out SigmaRule? rule,
        [NotNullWhen(false)] out string? problem,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? placeholders = null)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        var found = new RuleProblem();
        rule = RuleParser.Parse(yaml, new Placeholders(placeholders), found);
        problem = rule is null ? found.Sentence ?? "the rule was refused" : null;
        return rule is not null;
    }

    /// <summary>Whether the rule fires for an event.</summary>
    /// <param name="eventJson">The UTF-8 bytes of one JSON object, known to be valid.</param>
    /// <returns>True when its condition holds.</returns>
    public bool Matches(ReadOnlySpan<byte> eventJson)
    {
        Span<ulong> bits = stackalloc ulong[2 * Findings.Words(Findings.MaxQuestions)];
        var findings = new Findings(bits[.._words], bits[_words..(2 * _words)]);
        var walk = new EventWalk(eventJson, _fields, _keywords, findings, stackalloc byte[TextRoom], stackalloc byte[TextRoom]);
        walk.Run();
        return _condition.Holds(findings);
    }
}
