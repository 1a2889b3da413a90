using System.Diagnostics;
using System.Text;
using Xunit;

namespace Firebreak.Tests.Cli;

/// <summary>The program as a person runs it: the built tool, its own process, its own settings.</summary>
internal static class Program
{
    private const long KiB = 1024;

    /// <summary>The tool that <c>./firebreak</c> builds and starts.</summary>
    public static string Path { get; } = Find();

    /// <summary>Runs the tool to its end.</summary>
    public static Outcome Run(string settings, params string[] args) => Run(settings, input: null, args);

    /// <summary>Runs the tool with something on standard input.</summary>
    public static Outcome Run(string settings, Stream? input, params string[] args)
    {
        using var process = Start(settings, input is not null, args);
        var output = new MemoryStream();
        var errors = new StringBuilder();
        var readOutput = new Thread(() => process.StandardOutput.BaseStream.CopyTo(output));
        var readErrors = new Thread(() => errors.Append(process.StandardError.ReadToEnd()));
        readOutput.Start();
        readErrors.Start();
        if (input is not null) Feed(process, input);
        var peak = 0L;
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(5))) peak = Math.Max(peak, PeakOf(process.Id));
        readOutput.Join();
        readErrors.Join();
        return new Outcome(process.ExitCode, Encoding.UTF8.GetString(output.ToArray()), errors.ToString(), peak);
    }

    /// <summary>Starts the tool, to be waited for or killed.</summary>
    public static Process Start(string settings, bool feeds, params string[] args)
    {
        var start = new ProcessStartInfo(Path, args)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["XDG_CONFIG_HOME"] = settings;
        var process = Process.Start(start)!;
        if (!feeds) process.StandardInput.Close();
        return process;
    }

    private static void Feed(Process process, Stream input)
    {
        try
        {
            input.CopyTo(process.StandardInput.BaseStream);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The tool had read enough; its exit code and its sentence say why.
        }
    }

    private static long PeakOf(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * KiB;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0; // it has ended
        }
    }

    private static string Find() => Built(System.IO.Path.Combine(SharedData.Repository, "artifacts", "publish", "Firebreak.Cli", "release", "firebreak"));

    private static string Built(string tool) =>
        File.Exists(tool) ? tool : throw new InvalidOperationException($"{tool} is not built; run ./firebreak --version first.");
}

/// <summary>How a run of the tool ended.</summary>
/// <param name="PeakBytes">The most memory it had resident, as far as it was seen.</param>
internal sealed record Outcome(int Code, string Output, string Errors, long PeakBytes)
{
    /// <summary>The standard error has one line, for people, and nothing of the program's insides.</summary>
    public Outcome FailsWith(int code, string part)
    {
        Assert.Equal(code, Code);
        var line = Assert.Single(Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("firebreak: ", line, StringComparison.Ordinal);
        Assert.Contains(part, line, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", Errors + Output, StringComparison.Ordinal);
        return this;
    }

    /// <summary>It ended well and said nothing on standard error.</summary>
    public Outcome Succeeds()
    {
        Assert.Equal("", Errors);
        Assert.Equal(0, Code);
        return this;
    }
}
