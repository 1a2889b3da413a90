using System.Globalization;
using Firebreak.Log.Scoping;

namespace Firebreak.Cli;

/// <summary>A line that says how far a scan is, on a terminal, once it takes longer than a second; gone when it ends.</summary>
internal sealed class ProgressLine : IDisposable
{
    private const int FirstMillis = 1000;
    private const int EachMillis = 250;

    private readonly ScanProgress _progress;
    private readonly Timer? _timer;
    private readonly long _started = TimeProvider.System.GetTimestamp();
    private readonly Lock _writing = new();
    private bool _isShown;
    private bool _isOver;

    public ProgressLine(ScanProgress progress)
    {
        _progress = progress;
        if (!Console.IsErrorRedirected) _timer = new Timer(_ => Show(), null, FirstMillis, EachMillis);
    }

    public void Dispose()
    {
        lock (_writing)
        {
            _isOver = true;
            if (_isShown) Console.Error.Write("\r\u001b[K");
        }

        _timer?.Dispose();
    }

    private void Show()
    {
        var seconds = TimeProvider.System.GetElapsedTime(_started).TotalSeconds;
        var (bytes, lines, total) = (_progress.Bytes, _progress.Lines, _progress.TotalBytes);
        var text = string.Create(CultureInfo.InvariantCulture, $"{lines:N0} lines, {lines / seconds:N0} a second, {bytes / seconds / 1e6:N0} MB/s");
        if (total > 0 && bytes > 0)
            text += string.Create(CultureInfo.InvariantCulture, $", {100 * bytes / total} %, about {Math.Max(0, total - bytes) * seconds / bytes:N0} s left");
        lock (_writing)
        {
            if (_isOver) return;
            Console.Error.Write($"\r\u001b[K{text}");
            _isShown = true;
        }
    }
}
