using System.Collections.Immutable;
using System.Text;
using Firebreak.Log.Reading;
using Firebreak.Log.Scoping;

namespace Firebreak.Tests.Reading;

/// <summary>What a scan that asks for everything saw: its events in the order it wrote them, and what it said of the rest.</summary>
internal sealed record Scanned(ImmutableArray<string> Events, ScanResult Result)
{
    public static Scanned Of(TempFolder folder, int threads, params IEnumerable<LineInput> inputs)
    {
        var path = folder.NewName();
        ScanResult result;
        using (var matches = MatchFile.Create(path, keepsPlaces: false))
            result = Scan.Run(inputs, new Question(), new ScanOptions { Threads = threads, Matches = matches });
        var events = File.ReadAllText(path).Split('\n').SkipLast(1).Select(line => line.TrimEnd('\r')).ToImmutableArray();
        File.Delete(path);
        return new Scanned(events, result);
    }

    public static Scanned OfFile(TempFolder folder, string path, int threads = 2) => Of(folder, threads, Inputs.Open(path));

    /// <summary>What a file of these bytes holds.</summary>
    public static Scanned OfBytes(TempFolder folder, ReadOnlySpan<byte> bytes, int threads = 2) => OfFile(folder, folder.Write("input.json", bytes), threads);

    public static Scanned OfText(TempFolder folder, string text, int threads = 2) => OfBytes(folder, Encoding.UTF8.GetBytes(text), threads);

    /// <summary>All but the events' own bytes, in one comparable text.</summary>
    public string Rest => $"malformed {Result.Counts.Malformed}, not events {Result.Counts.NotEvents}, events {Result.Counts.Events}: "
        + string.Join("; ", Result.Skipped.Select(line => $"{line.Number} {line.Problem}"));
}
