using System.Diagnostics;

namespace Firebreak.Server.Hosting;

/// <summary>
/// The private temporary folder of development mode: in memory where there is memory to be had as files, gone when the service stops.
/// </summary>
internal static class DevFolder
{
    private const string Prefix = "firebreak-dev-";

    /// <summary>Makes one, and sweeps those that processes left behind which were killed.</summary>
    public static string Make()
    {
        var parent = System.IO.Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        foreach (var left in System.IO.Directory.EnumerateDirectories(parent, Prefix + "*"))
            if (int.TryParse(Path.GetFileName(left)[Prefix.Length..], out var process) && !IsRunning(process)) Remove(left);
        return Path.Combine(parent, Prefix + Environment.ProcessId);
    }

    /// <summary>Removes it with all that is in it; what cannot be removed (another user's) stays.</summary>
    public static void Remove(string folder)
    {
        try
        {
            System.IO.Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's, or swept by another process at the same time.
        }
    }

    private static bool IsRunning(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
