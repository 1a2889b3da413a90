using System.Diagnostics;
using Firebreak.Log.Tiles;
using Xunit;

namespace Firebreak.Tests.Tiles;

public sealed class WriterLockTests
{
    [Fact]
    public async Task A_writer_in_another_process_is_refused_too()
    {
        using var folder = new TempFolder();
        using (LogWriter.Open(folder.Path, Logs.Key)) Assert.Equal(1, await LockElsewhere(folder.At(".lock")));
        Assert.Equal(0, await LockElsewhere(folder.At(".lock")));
    }

    // util-linux's flock takes the same lock as .NET does; exit code 1 where somebody else has it.
    private static async Task<int> LockElsewhere(string file)
    {
        using var process = Process.Start(new ProcessStartInfo("flock", ["--nonblock", "--exclusive", file, "true"]))!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
