namespace Firebreak.Sigma;

/// <summary>Why a rule cannot be taken: the first thing found wrong, in one sentence. Lives for one parse.</summary>
internal sealed class RuleProblem
{
    public string? Sentence { get; private set; }

    /// <summary>Says what is wrong and answers "nothing", so that a parser refuses in one line.</summary>
    public T? Say<T>(string sentence) where T : class
    {
        Sentence ??= sentence;
        return null;
    }

    public T? Say<T>(int line, string sentence) where T : class => Say<T>($"line {line}: {sentence}");
}
