namespace Firebreak.Log;

/// <summary>A log, proof or bundle is not what it claims to be. The message says what is wrong and where, for a person to read.</summary>
public sealed class LogCorruptException : Exception
{
    /// <summary>Says what is wrong and where.</summary>
    public LogCorruptException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong and where, and what led there.</summary>
    public LogCorruptException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
