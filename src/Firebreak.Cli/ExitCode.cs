namespace Firebreak.Cli;

/// <summary>What the program's exit code says; the same for every verb. See docs/exit-codes.md.</summary>
internal enum ExitCode
{
    /// <summary>Done; for <c>verify</c>: everything holds, and the signer is established.</summary>
    Ok = 0,

    /// <summary><c>verify</c>: something is wrong. <c>scope --strict</c>: lines were skipped.</summary>
    Failed = 1,

    /// <summary>The command line is not understood; nothing was done.</summary>
    Usage = 2,

    /// <summary><c>verify</c>, <c>scope --log</c>: consistent with itself, but nobody said whose signature counts.</summary>
    SignerNotEstablished = 3,

    /// <summary>An input or output could not be read or written, or not to its end; what was answered is not all.</summary>
    Io = 4,

    /// <summary>An exact answer does not fit into a gigabyte of memory.</summary>
    TooLarge = 5,
}

/// <summary>Ends the program with a sentence for the person who ran it.</summary>
/// <param name="code">Not <see cref="ExitCode.Ok"/>.</param>
/// <param name="message">One sentence.</param>
internal sealed class CommandException(ExitCode code, string message) : Exception(message)
{
    public ExitCode Code => code;

    public static CommandException Usage(string message) => new(ExitCode.Usage, message);
}
