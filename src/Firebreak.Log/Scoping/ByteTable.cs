namespace Firebreak.Log.Scoping;

/// <summary>
/// Texts, each kept once and numbered from 0 in the order they came. Sixteen bytes and its own length for each, no
/// object: it may hold millions.
/// </summary>
internal sealed class ByteTable
{
    private const int ChunkBytes = 1 << 16;

    private readonly List<byte[]> _chunks = [];
    private int _chunkUsed;
    private int[] _slots = new int[16]; // 1 + number, 0 for none
    private uint[] _hashes = new uint[8];
    private long[] _places = new long[8]; // chunk << 40 | offset << 20 | length

    /// <summary>The number of texts.</summary>
    public int Count { get; private set; }

    /// <summary>About how many bytes of memory it takes.</summary>
    public long Bytes => ((long)_chunks.Count * ChunkBytes) + (_slots.Length * 4L) + (_hashes.Length * 12L);

    /// <summary>One of the texts.</summary>
    public ReadOnlySpan<byte> this[int number] =>
        _chunks[(int)(_places[number] >> 40)].AsSpan((int)(_places[number] >> 20) & 0xFFFFF, (int)_places[number] & 0xFFFFF);

    /// <summary>The number of a text, or -1.</summary>
    public int Find(ReadOnlySpan<byte> text)
    {
        var slot = SlotOf(text, HashOf(text));
        return _slots[slot] - 1;
    }

    /// <summary>The number of a text, which is added where it is new.</summary>
    public int Add(ReadOnlySpan<byte> text)
    {
        var hash = HashOf(text);
        var slot = SlotOf(text, hash);
        if (_slots[slot] != 0) return _slots[slot] - 1;
        if (Count * 4 >= _slots.Length * 3)
        {
            Grow();
            slot = SlotOf(text, hash);
        }

        if (Count == _hashes.Length)
        {
            Array.Resize(ref _hashes, Count + (Count / 2));
            Array.Resize(ref _places, Count + (Count / 2));
        }

        _hashes[Count] = hash;
        _places[Count] = Keep(text);
        _slots[slot] = ++Count;
        return Count - 1;
    }

    private int SlotOf(ReadOnlySpan<byte> text, uint hash)
    {
        var slot = (int)(hash & (uint)(_slots.Length - 1));
        while (_slots[slot] is var taken and not 0)
        {
            if (_hashes[taken - 1] == hash && this[taken - 1].SequenceEqual(text)) return slot;
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }

    private void Grow()
    {
        var slots = new int[_slots.Length * 2];
        for (var i = 0; i < Count; i++)
        {
            var slot = (int)(_hashes[i] & (uint)(slots.Length - 1));
            while (slots[slot] != 0) slot = (slot + 1) & (slots.Length - 1);
            slots[slot] = i + 1;
        }

        _slots = slots;
    }

    private long Keep(ReadOnlySpan<byte> text)
    {
        // What is longer than a chunk gets one of its own.
        if (_chunks.Count == 0 || text.Length > ChunkBytes - _chunkUsed)
        {
            _chunks.Add(new byte[Math.Max(ChunkBytes, text.Length)]);
            _chunkUsed = 0;
        }

        text.CopyTo(_chunks[^1].AsSpan(_chunkUsed));
        var place = ((long)(_chunks.Count - 1) << 40) | ((long)_chunkUsed << 20) | (uint)text.Length;
        _chunkUsed += text.Length;
        return place;
    }

    // Seeded anew in each process, so that nobody can choose texts that collide.
    private static uint HashOf(ReadOnlySpan<byte> text)
    {
        var hash = default(HashCode);
        hash.AddBytes(text);
        return (uint)hash.ToHashCode();
    }
}

/// <summary>Numbers, each once; about eleven to twenty-two bytes for each.</summary>
internal sealed class NumberSet
{
    private ulong[] _slots = new ulong[16]; // 1 + number, 0 for none

    /// <summary>How many numbers there are.</summary>
    public int Count { get; private set; }

    /// <summary>About how many bytes of memory it takes.</summary>
    public long Bytes => _slots.Length * 8L;

    /// <summary>The numbers, in no order.</summary>
    public ulong[] Numbers()
    {
        var numbers = new ulong[Count];
        var next = 0;
        foreach (var slot in _slots)
        {
            if (slot != 0) numbers[next++] = slot - 1;
        }

        return numbers;
    }

    /// <summary>Adds a number below 2^64 - 1; false where it was there.</summary>
    public bool Add(ulong number)
    {
        if (Count * 4L >= _slots.Length * 3L) Grow();
        if (!Insert(_slots, number + 1)) return false;
        Count++;
        return true;
    }

    private static bool Insert(ulong[] slots, ulong key)
    {
        var slot = (int)((key * 0x9E3779B97F4A7C15) >> 32) & (slots.Length - 1);
        while (slots[slot] != 0)
        {
            if (slots[slot] == key) return false;
            slot = (slot + 1) & (slots.Length - 1);
        }

        slots[slot] = key;
        return true;
    }

    private void Grow()
    {
        var slots = new ulong[_slots.Length * 2];
        foreach (var key in _slots)
        {
            if (key != 0) Insert(slots, key);
        }

        _slots = slots;
    }
}
