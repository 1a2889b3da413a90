using System.Security.Cryptography;

namespace Firebreak;

/// <summary>Makes ids that look like Okta's: a prefix of three characters that names the kind, then 17 of [0-9A-Za-z].</summary>
/// <remarks>
/// Nine characters are the time in microseconds (good until the year 2398), so that ids sort by time and inserts stay local; eight are random (47 bits), so that an id
/// cannot be guessed from its neighbour. An id is a name, never a secret.
/// </remarks>
public static class Ids
{
    /// <summary>The number of characters of every id.</summary>
    public const int Length = 20;

    /// <summary>Prefixes by kind, Okta's own where Okta shows them.</summary>
    public const string Org = "00o", User = "00u", Group = "00g", App = "0oa", ClientSecret = "ocs", AppGrant = "oag", Token = "00T", Rule = "0pr", UserType = "oty", Schema = "osc",
        Session = "102", RoleAssignment = "ra1", GroupRoleAssignment = "gra", Key = "key", ErrorReport = "oae", Zone = "nzo", Policy = "00p", Behavior = "bhv";

    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>A new id of a kind, made at a time in UTC microseconds.</summary>
    public static string New(string prefix, long atMicros) => string.Create(Length, (prefix, atMicros), static (id, from) =>
    {
        from.prefix.CopyTo(id);
        var micros = from.atMicros;
        for (var i = 11; i >= 3; i--, micros /= 62) id[i] = Alphabet[(int)(micros % 62)];
        RandomNumberGenerator.GetItems(Alphabet, id[12..]);
    });

    /// <summary>A secret of so many characters of [0-9A-Za-z], 5.95 bits each.</summary>
    public static string Secret(int characters) => RandomNumberGenerator.GetString(Alphabet, characters);

    /// <summary>A random UUID with 122 random bits (RFC 9562, 5.4), as the System Log's <c>uuid</c>.</summary>
    public static void NewUuid(Span<byte> utf8)
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        _ = new Guid(bytes, bigEndian: true).TryFormat(utf8, out _);
    }
}
