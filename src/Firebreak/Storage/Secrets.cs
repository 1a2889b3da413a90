using System.Security.Cryptography;
using System.Text;

namespace Firebreak.Storage;

/// <summary>
/// Secrets that the store keeps: wrapped by the master key with AES-GCM (NIST SP 800-38D), bound to the org, the purpose and the id they
/// are for, so that a row copied to another place cannot be read there.
/// </summary>
public sealed class Secrets
{
    private const byte Form = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const string CheckPurpose = "master";
    private const string CheckId = "check";
    private readonly MasterKey _master;

    private Secrets(MasterKey master) => _master = master;

    /// <summary>Opens a store's secrets, from then on its <see cref="Store.Secrets"/>; a store without any gets its master key made.</summary>
    /// <exception cref="MasterKeyException">The file is missing, holds no master key, or another store's.</exception>
    public static async Task<Secrets> Open(Store store, string masterKeyFile)
    {
        ArgumentNullException.ThrowIfNull(store);
        var mark = await FindMark(store);
        var secrets = new Secrets(mark is null ? MasterKey.ReadOrMake(masterKeyFile) : MasterKey.Read(masterKeyFile));
        if (mark is null)
        {
            var made = secrets.Wrap("", CheckPurpose, CheckId, Encoding.UTF8.GetBytes(store.InstanceId));
            await store.System(session => session.Run(
                $"""
                insert into keys (org_number, purpose, id, state, created, public_part, wrapped) values (0, {CheckPurpose}, {CheckId}, 0, {store.NowMicros}, {""}, {made})
                on conflict (org_number, purpose, id) do nothing
                """));
            mark = await FindMark(store);
        }
        secrets.Check(mark!, store.InstanceId, masterKeyFile);
        store.Secrets = secrets;
        await SystemLog.LogKeys.EnsureOfEpochs(store);
        return secrets;
    }

    /// <summary>Wraps a secret for one place.</summary>
    /// <param name="org">The org's id; empty for the service itself.</param>
    /// <param name="purpose">What it is for: "log", "cookies", "app" ...</param>
    /// <param name="id">Which one.</param>
    public byte[] Wrap(string org, string purpose, string id, ReadOnlySpan<byte> plain)
    {
        var wrapped = new byte[1 + NonceBytes + plain.Length + TagBytes];
        wrapped[0] = Form;
        var nonce = wrapped.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = _master.Cipher(TagBytes);
        cipher.Encrypt(nonce, plain, wrapped.AsSpan(1 + NonceBytes, plain.Length), wrapped.AsSpan(wrapped.Length - TagBytes), Place(org, purpose, id));
        return wrapped;
    }

    /// <summary>Reads a secret again.</summary>
    /// <exception cref="CryptographicException">It was changed, belongs to another place, or was wrapped by another master key.</exception>
    public byte[] Unwrap(string org, string purpose, string id, ReadOnlySpan<byte> wrapped)
    {
        if (wrapped.Length < 1 + NonceBytes + TagBytes || wrapped[0] != Form) throw new CryptographicException("Not a wrapped secret.");
        var plain = new byte[wrapped.Length - 1 - NonceBytes - TagBytes];
        using var cipher = _master.Cipher(TagBytes);
        cipher.Decrypt(wrapped.Slice(1, NonceBytes), wrapped.Slice(1 + NonceBytes, plain.Length), wrapped[^TagBytes..], plain, Place(org, purpose, id));
        return plain;
    }

    /// <summary>Never a secret.</summary>
    public override string ToString() => "Secrets(hidden)";

    private static async Task<byte[]?> FindMark(Store store)
    {
        await using var db = await store.ReadAcross();
        return await db.One($"select wrapped from keys where org_number = 0 and purpose = {CheckPurpose} and id = {CheckId}", row => row.Bytes(0));
    }

    private void Check(byte[] mark, string instance, string file)
    {
        try
        {
            if (Unwrap("", CheckPurpose, CheckId, mark).AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(instance))) return;
        }
        catch (CryptographicException)
        {
            // Said below.
        }
        throw new MasterKeyException($"The master key {file} is not the one that this store was made with. Put the right file there; nothing was changed.");
    }

    // The parts are ours and hold no line break, so that no two places have one text.
    private static byte[] Place(string org, string purpose, string id)
    {
        var place = $"firebreak-secret/{Form}\n{org}\n{purpose}\n{id}";
        return place.Count(c => c == '\n') == 3 ? Encoding.UTF8.GetBytes(place) : throw new ArgumentException("A secret's place has no line breaks.", nameof(id));
    }
}
