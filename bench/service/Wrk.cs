using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Firebreak.Bench;

/// <summary>
/// The load generator wrk (Debian's package of that name), one thread and 64 connections: it takes a tenth of the CPU that a client in .NET does,
/// which on two cores is CPU that the service does not get.
/// </summary>
internal static partial class Wrk
{
    private const int Connections = 64;

    /// <summary>Sends requests for so many seconds; requests a second, and microseconds of the service's CPU for each.</summary>
    /// <param name="request">Lua that answers a request: the body of wrk's function request().</param>
    public static async Task<(double PerSecond, double CpuMicros)> Run(Target service, string address, string request, int seconds)
    {
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, $"local sent = {Environment.TickCount64} * 1000000\nfunction request()\n  sent = sent + 1\n  {request}\nend\n");
            var cpu = service.Cpu;
            var said = await Say(["-t1", $"-c{Connections}", $"-d{seconds}", "-s", script, address]);
            var used = service.Cpu - cpu;
            if (Failed().IsMatch(said)) throw new InvalidOperationException(said);
            var count = int.Parse(Count().Match(said).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            return (double.Parse(PerSecond().Match(said).Groups[1].ValueSpan, CultureInfo.InvariantCulture), used.TotalMicroseconds / count);
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static async Task<string> Say(string[] arguments)
    {
        try
        {
            using var wrk = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })!;
            var said = await wrk.StandardOutput.ReadToEndAsync();
            await wrk.WaitForExitAsync();
            return said;
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException("wrk is not here: install Debian's package wrk.");
        }
    }

    [GeneratedRegex(@"Non-2xx or 3xx responses|Socket errors")]
    private static partial Regex Failed();

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Count();

    [GeneratedRegex(@"Requests/sec: +([\d.]+)")]
    private static partial Regex PerSecond();
}
