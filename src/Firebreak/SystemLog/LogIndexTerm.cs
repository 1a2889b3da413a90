using System.Text;

namespace Firebreak.SystemLog;

/// <summary>The fields of an event by which the search index finds it. The numbers are in every stored hash: never changed, never used again.</summary>
internal enum LogIndexField
{
    EventType = 1,
    ActorId = 2,
    ActorAlternateId = 3,
    TargetId = 4,
    TargetAlternateId = 5,
    ExternalSessionId = 6,
    IpAddress = 7,
    TransactionId = 8,
    Uuid = 9,
    Result = 10,
    Severity = 11,
}

/// <summary>
/// A field with a value, as the index keeps it: 64 bits of a hash, of which 39 count. Values that are equal without case have one term; terms of
/// different values may be equal too, so that whoever finds an entry by a term still looks at it.
/// </summary>
internal readonly record struct LogIndexTerm(ulong Hash)
{
    /// <summary>So many buckets share an org's terms.</summary>
    public const int Buckets = 128;

    private const int BucketBits = 7;

    /// <summary>The bits that are kept at all: the bucket's and the mark's.</summary>
    public ulong Kept => Hash >> (64 - BucketBits - 32);

    /// <summary>Which rows the term stands in.</summary>
    public int Bucket => (int)(Hash >> (64 - BucketBits));

    /// <summary>How it is known in its bucket.</summary>
    public uint Mark => (uint)(Kept & uint.MaxValue);

    /// <summary>The field's path as filters write it, for each field.</summary>
    public static IReadOnlyDictionary<string, LogIndexField> Paths { get; } = new Dictionary<string, LogIndexField>(StringComparer.Ordinal)
    {
        ["eventType"] = LogIndexField.EventType,
        ["actor.id"] = LogIndexField.ActorId,
        ["actor.alternateId"] = LogIndexField.ActorAlternateId,
        ["target.id"] = LogIndexField.TargetId,
        ["target.alternateId"] = LogIndexField.TargetAlternateId,
        ["authenticationContext.externalSessionId"] = LogIndexField.ExternalSessionId,
        ["client.ipAddress"] = LogIndexField.IpAddress,
        ["transaction.id"] = LogIndexField.TransactionId,
        ["uuid"] = LogIndexField.Uuid,
        ["outcome.result"] = LogIndexField.Result,
        ["severity"] = LogIndexField.Severity,
    };

    /// <summary>The term of a value.</summary>
    public static LogIndexTerm Of(LogIndexField field, string value) => Of(field, Encoding.UTF8.GetBytes(value));

    /// <summary>The term of a value in UTF-8.</summary>
    public static LogIndexTerm Of(LogIndexField field, ReadOnlySpan<byte> utf8)
    {
        // Beyond ASCII the case is folded as string comparison does it, so that index and filter agree.
        if (!Ascii.IsValid(utf8)) utf8 = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8).ToUpperInvariant());
        unchecked
        {
            // FNV-1a, then its bits mixed (MurmurHash3's last step), because the first ones choose the bucket.
            var hash = (0xCBF29CE484222325 ^ (ulong)field) * 0x100000001B3;
            foreach (var c in utf8) hash = (hash ^ (c is >= (byte)'a' and <= (byte)'z' ? (byte)(c - 32) : c)) * 0x100000001B3;
            hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
            hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
            return new LogIndexTerm(hash ^ (hash >> 33));
        }
    }
}
