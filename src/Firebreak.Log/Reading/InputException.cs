namespace Firebreak.Log.Reading;

/// <summary>A file that cannot be read, or not to its end: one sentence for a person.</summary>
public sealed class InputException : Exception
{
    /// <summary>Says which input and what is wrong with it.</summary>
    public InputException(string message)
        : base(message)
    {
    }

    /// <summary>Says which input and what is wrong with it, and what led there.</summary>
    public InputException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
