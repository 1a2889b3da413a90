using System.Text;

namespace Firebreak.Log.Scoping;

/// <summary>A few texts to be found among UTF-8 bytes, as they are or whatever their case.</summary>
internal sealed class TextSet
{
    private readonly ByteTable _exact = new();
    private readonly ByteTable _folded = new();
    private readonly int _longest;

    public TextSet(IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            _exact.Add(bytes);
            _folded.Add(Encoding.UTF8.GetBytes(text.ToLowerInvariant()));
            // Folding may change how many bytes a character takes: at most threefold.
            _longest = Math.Max(_longest, bytes.Length * 3);
        }
    }

    public bool IsEmpty => _exact.Count == 0;

    public bool Contains(ReadOnlySpan<byte> text) => _exact.Find(text) >= 0;

    public bool ContainsFolded(ReadOnlySpan<byte> text)
    {
        if (IsEmpty || text.Length > _longest) return false;
        if (_exact.Find(text) >= 0) return true;
        if (!Ascii.IsValid(text)) return _folded.Find(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text).ToLowerInvariant())) >= 0;
        Span<byte> lower = text.Length <= 256 ? stackalloc byte[text.Length] : new byte[text.Length];
        Ascii.ToLower(text, lower, out _);
        return _folded.Find(lower) >= 0;
    }
}
