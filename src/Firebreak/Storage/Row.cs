using System.Data.Common;
using SQLitePCL;

namespace Firebreak.Storage;

/// <summary>The row that a query stands on, of either engine; valid only inside the function that reads it.</summary>
public readonly struct Row
{
    private readonly DbDataReader? _reader;
    private readonly sqlite3_stmt? _statement;

    internal Row(DbDataReader reader) => _reader = reader;

    internal Row(sqlite3_stmt statement) => _statement = statement;

    /// <summary>A whole number.</summary>
    public long Long(int column) => LongOrNull(column) ?? throw Missing(column);

    /// <summary>A whole number, or null.</summary>
    public long? LongOrNull(int column)
    {
        if (_statement is null) return _reader!.IsDBNull(column) ? null : _reader.GetInt64(column);
        // SQLite reads null as 0; only then is asked which it is.
        var number = raw.sqlite3_column_int64(_statement, column);
        return number == 0 && IsNull(column) ? null : number;
    }

    /// <summary>A truth, kept as 1 or 0.</summary>
    public bool Flag(int column) => Long(column) != 0;

    /// <summary>A text.</summary>
    public string Text(int column) => TextOrNull(column) ?? throw Missing(column);

    /// <summary>A text, or null.</summary>
    public string? TextOrNull(int column)
    {
        if (_statement is not null) return raw.sqlite3_column_text(_statement, column).utf8_to_string();
        return _reader!.IsDBNull(column) ? null : _reader.GetString(column);
    }

    /// <summary>Bytes.</summary>
    public byte[] Bytes(int column) => BytesOrNull(column) ?? throw Missing(column);

    /// <summary>Bytes, or null.</summary>
    public byte[]? BytesOrNull(int column)
    {
        if (_statement is null) return _reader!.IsDBNull(column) ? null : _reader.GetFieldValue<byte[]>(column);
        var bytes = raw.sqlite3_column_blob(_statement, column);
        return bytes.IsEmpty && IsNull(column) ? null : bytes.ToArray();
    }

    private bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    private static InvalidCastException Missing(int column) => new($"Column {column} is null.");
}
