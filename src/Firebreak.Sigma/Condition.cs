using System.Collections.Immutable;

namespace Firebreak.Sigma;

/// <summary>
/// When a rule fires, over the questions asked of an event. <c>doubt</c> is the answer taken for a test that gave up:
/// the one that lets the rule fire, so that an event made to be slow hides nobody.
/// </summary>
internal abstract class Condition
{
    public static readonly Condition Never = new Any([]);

    /// <summary>How many conditions stand inside one another; evaluation goes as deep.</summary>
    public const int MaxDepth = 64;

    public bool Holds(Findings findings) => Holds(findings, doubt: true);

    public abstract bool Holds(Findings findings, bool doubt);

    /// <summary>A question; <c>eventTypes</c> are the only event types for which its answer can be yes, when that is known.</summary>
    public sealed class Question(int number, ImmutableArray<string>? eventTypes = null) : Condition
    {
        public ImmutableArray<string>? EventTypes => eventTypes;

        public override bool Holds(Findings findings, bool doubt) =>
            findings.Found(number) || (doubt && findings.Unsure(number));
    }

    public sealed class Not(Condition inner) : Condition
    {
        public Condition Inner => inner;

        public override bool Holds(Findings findings, bool doubt) => !inner.Holds(findings, !doubt);
    }

    public sealed class All(ImmutableArray<Condition> parts) : Condition
    {
        public ImmutableArray<Condition> Parts => parts;

        public override bool Holds(Findings findings, bool doubt)
        {
            foreach (var part in parts)
                if (!part.Holds(findings, doubt)) return false;
            return true;
        }
    }

    public sealed class Any(ImmutableArray<Condition> parts) : Condition
    {
        public ImmutableArray<Condition> Parts => parts;

        public override bool Holds(Findings findings, bool doubt)
        {
            foreach (var part in parts)
                if (part.Holds(findings, doubt)) return true;
            return false;
        }
    }
}
