namespace Firebreak.Sigma;

/// <summary>What one pass over an event found: a bit per question of the rule, and a bit where a test gave up.</summary>
internal readonly ref struct Findings(Span<ulong> found, Span<ulong> unsure)
{
    public const int MaxQuestions = 1024;

    private readonly Span<ulong> _found = found;
    private readonly Span<ulong> _unsure = unsure;

    public static int Words(int questions) => (questions + 63) / 64;

    public bool Found(int question) => Bit(_found, question);

    public bool Unsure(int question) => Bit(_unsure, question);

    public void Note(int question, Answer answer)
    {
        if (answer == Answer.Yes) Set(_found, question);
        if (answer == Answer.Unsure) Set(_unsure, question);
    }

    private static bool Bit(Span<ulong> bits, int question) => (bits[question >> 6] & (1ul << (question & 63))) != 0;

    private static void Set(Span<ulong> bits, int question) => bits[question >> 6] |= 1ul << (question & 63);
}
