using System.Data.Common;

namespace Firebreak.Storage;

/// <summary>The row that a query stands on; valid only inside the function that reads it.</summary>
public readonly struct Row
{
    private readonly DbDataReader _reader;

    internal Row(DbDataReader reader) => _reader = reader;

    /// <summary>A whole number.</summary>
    public long Long(int column) => _reader.GetInt64(column);

    /// <summary>A whole number, or null.</summary>
    public long? LongOrNull(int column) => _reader.IsDBNull(column) ? null : _reader.GetInt64(column);

    /// <summary>A truth, kept as 1 or 0.</summary>
    public bool Flag(int column) => _reader.GetInt64(column) != 0;

    /// <summary>A text.</summary>
    public string Text(int column) => _reader.GetString(column);

    /// <summary>A text, or null.</summary>
    public string? TextOrNull(int column) => _reader.IsDBNull(column) ? null : _reader.GetString(column);

    /// <summary>Bytes.</summary>
    public byte[] Bytes(int column) => _reader.GetFieldValue<byte[]>(column);

    /// <summary>Bytes, or null.</summary>
    public byte[]? BytesOrNull(int column) => _reader.IsDBNull(column) ? null : _reader.GetFieldValue<byte[]>(column);
}
