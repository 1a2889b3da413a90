using Firebreak.Cli.Rendering;
using Firebreak.Log;
using Firebreak.Log.Reading;
using Firebreak.Log.Scoping;

namespace Firebreak.Cli;

/// <summary>The command line's entry.</summary>
internal static class Program
{
    private static readonly Func<Verb>[] Verbs =
        [ScopeCommand.Verb, SealCommand.Verb, ProveCommand.Verb, VerifyCommand.Verb, AdminCommand.Verb, DemoCommand.Verb];

    public static int Main(string[] args)
    {
        try
        {
            if (args.Length == 0 || args[0] is "--help" or "-h" or "help") return Help();
            if (args[0] == "--version") return Say(typeof(Program).Assembly.GetName().Version!.ToString(3));
            var verb = Array.Find(Verbs, verb => verb().Name == args[0])?.Invoke()
                ?? throw CommandException.Usage($"there is no verb \"{Printable.Text(args[0])}\". See: firebreak --help");
            if (args.Any(arg => arg is "--help" or "-h")) return Help(verb);
            return (int)verb.Run(Arguments.Parse(args.AsSpan(1), verb));
        }
        catch (Exception error) when (CodeOf(Cause(error)) is { } code)
        {
            return Fail(code, Cause(error).Message);
        }
    }

    // What several threads did at once fails as one; the first cause is what a person can use.
    private static Exception Cause(Exception error) => error is AggregateException { InnerException: { } cause } ? cause : error;

    // Null for our own bugs, which shall be seen.
    private static ExitCode? CodeOf(Exception error) => error switch
    {
        CommandException refused => refused.Code,
        TooLargeException => ExitCode.TooLarge,
        LogCorruptException => ExitCode.Failed,
        InputException or IOException or UnauthorizedAccessException or PlatformNotSupportedException => ExitCode.Io,
        _ => null,
    };

    private static int Fail(ExitCode code, string message)
    {
        Console.Out.Flush();
        Console.Error.WriteLine($"firebreak: {Printable.Text(message)}");
        return (int)code;
    }

    private static int Say(string text)
    {
        Console.Out.WriteLine(text);
        return 0;
    }

    private static int Help()
    {
        Console.Out.WriteLine("firebreak: who touched which org, and proof of it.\n");
        foreach (var verb in Verbs.Select(verb => verb())) Console.Out.WriteLine($"  {verb.Name,-8}{verb.Help.Split(". ")[0].TrimEnd('.')}.");
        Console.Out.WriteLine("\nOptions of a verb: firebreak VERB --help");
        return 0;
    }

    private static int Help(Verb verb)
    {
        Console.Out.WriteLine($"firebreak {verb.Name} {verb.Usage}\n\n{verb.Help}\n");
        foreach (var option in verb.Options)
            Console.Out.WriteLine($"  {option.Name + " " + option.Value,-26}{option.Help}{(option.Repeats ? " (repeatable)" : "")}");
        return 0;
    }
}
