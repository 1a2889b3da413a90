using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>
/// Seals what apps keep secret and must show again: client secrets and passwords (AES-256-GCM, NIST SP 800-38D). Whoever reads the tables
/// learns nothing, and a sealed value that is moved to another org or another thing does not open.
/// </summary>
internal sealed class AppSecrets
{
    private const byte Version = 1;
    private const int KeyBytes = 32, NonceBytes = 12, TagBytes = 16;
    private static readonly ConditionalWeakTable<Store, Task<AppSecrets>> Known = [];

    private readonly byte[] _key;

    private AppSecrets(byte[] key) => _key = key;

    /// <summary>The seal of a store.</summary>
    public static Task<AppSecrets> Of(Store store)
    {
        var known = Known.GetValue(store, Load);
        // What failed once is tried again.
        if (!known.IsFaulted && !known.IsCanceled) return known;
        Known.Remove(store);
        return Known.GetValue(store, Load);
    }

    /// <param name="place">What it belongs to: it opens there alone.</param>
    public byte[] Seal(string secret, string org, string place)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var box = new byte[1 + NonceBytes + plain.Length + TagBytes];
        box[0] = Version;
        var nonce = box.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagBytes);
        aes.Encrypt(nonce, plain, box.AsSpan(1 + NonceBytes, plain.Length), box.AsSpan(1 + NonceBytes + plain.Length), Bound(org, place));
        return box;
    }

    /// <exception cref="CryptographicException">It was not sealed here, for this place, with this key.</exception>
    public string Open(byte[] box, string org, string place)
    {
        if (box.Length < 1 + NonceBytes + TagBytes || box[0] != Version) throw new CryptographicException("What was sealed is of no version known here.");
        var length = box.Length - 1 - NonceBytes - TagBytes;
        var plain = new byte[length];
        using var aes = new AesGcm(_key, TagBytes);
        aes.Decrypt(box.AsSpan(1, NonceBytes), box.AsSpan(1 + NonceBytes, length), box.AsSpan(1 + NonceBytes + length), plain, Bound(org, place));
        return Encoding.UTF8.GetString(plain);
    }

    /// <inheritdoc/>
    public override string ToString() => "AppSecrets(hidden)";

    private static byte[] Bound(string org, string place) => Encoding.UTF8.GetBytes($"firebreak app secret\n{org}\n{place}");

    private static async Task<AppSecrets> Load(Store store) => new(await store.System<byte[]>(async session =>
    {
        // Two nodes may come here at once: whose row is there first is the key of both.
        await session.Run(
            $"""
            insert into keys (org_number, purpose, id, state, created, ends, public_part, wrapped)
            values ({0L}, {"apps"}, {"1"}, {0L}, {store.NowMicros}, {(long?)null}, {""}, {Wrap(RandomNumberGenerator.GetBytes(KeyBytes))})
            on conflict do nothing
            """);
        return Unwrap((await session.One($"select wrapped from keys where org_number = {0L} and purpose = {"apps"} and id = {"1"}", row => row.Bytes(0)))!);
    }));

    // The one seam to the master key: while there is none, the key lies in its table as it is.
    private static byte[] Wrap(byte[] key) => key;

    private static byte[] Unwrap(byte[] wrapped) => wrapped;
}
