using System.Buffers;

namespace Firebreak.Sigma;

/// <summary>Room for one text at a time: the caller's stack while that is enough, the shared pool beyond.</summary>
internal ref struct Scratch(Span<byte> room)
{
    private Span<byte> _room = room;
    private byte[]? _rented;

    /// <summary>What was taken before is lost.</summary>
    public Span<byte> Take(int length)
    {
        if (length <= _room.Length) return _room;
        Return();
        _rented = ArrayPool<byte>.Shared.Rent(length);
        return _room = _rented;
    }

    public void Return()
    {
        if (_rented is null) return;
        ArrayPool<byte>.Shared.Return(_rented);
        _rented = null;
        _room = default;
    }
}
