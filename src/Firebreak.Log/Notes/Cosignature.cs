using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Firebreak.Log.Notes;

/// <summary>
/// A witness's signature on a checkpoint and the time it saw it (C2SP tlog-cosignature, cosignature/v1): a promise that
/// it has seen no other history of that log.
/// </summary>
public static class Cosignature
{
    private const int TimeBytes = 8;

    /// <summary>Adds a witness's cosignature.</summary>
    /// <param name="witness">A key of the kind <see cref="KeyKind.Cosignature"/>.</param>
    /// <param name="at">Kept in whole seconds.</param>
    public static SignedCheckpoint Add(SignedCheckpoint signed, SigningKey witness, DateTimeOffset at)
    {
        if (witness.Verifier.Kind != KeyKind.Cosignature) throw new ArgumentException("Not a witness's key.", nameof(witness));
        var time = at.ToUnixTimeSeconds();
        var bytes = new byte[TimeBytes + Ed25519.SignatureBytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, time);
        witness.Sign(Message(time, signed.Note)).CopyTo(bytes, TimeBytes);
        return signed with { Note = signed.Note.With(new NoteSignature(witness.Verifier.Name, witness.Verifier.Id, [.. bytes])) };
    }

    internal static DateTimeOffset? TimeBy(Note note, VerifierKey witness)
    {
        if (witness.Kind != KeyKind.Cosignature) return null;
        foreach (var line in note.Signatures.Where(line => line.Names(witness)))
        {
            var bytes = line.Bytes.AsSpan();
            if (bytes.Length != TimeBytes + Ed25519.SignatureBytes) continue;
            var time = BinaryPrimitives.ReadInt64BigEndian(bytes);
            if (time is < 0 or > 253_402_300_799) continue; // year 9999, the last that .NET can show
            if (Ed25519.IsValid(witness.PublicKey, Message(time, note), bytes[TimeBytes..])) return DateTimeOffset.FromUnixTimeSeconds(time);
        }

        return null;
    }

    private static byte[] Message(long time, Note note) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {time}\n{note.Text}"));
}
