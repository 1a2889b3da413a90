using Firebreak.Log;
using Firebreak.Log.Notes;

namespace Firebreak.Cli;

/// <summary>
/// Whose signature counts: the key that was named on the command line, else the one that this user pinned for the log's
/// origin, else nobody's. A key that lies beside a log or in a bundle never counts.
/// </summary>
internal static class Trust
{
    /// <summary>The options that say whose signature counts.</summary>
    public static readonly Option[] Options =
    [
        new("--vkey", "FILE|TEXT", "the log's verifier key, from a source other than the log itself", Repeats: true),
        new("--witness", "FILE|TEXT", "a witness's key; its cosignature must be there", Repeats: true),
    ];

    /// <summary>Reads keys given as text or as files that hold one.</summary>
    public static List<VerifierKey> Keys(IEnumerable<string> given) => [.. given.Select(Key)];

    /// <summary>Checks the signatures on a checkpoint.</summary>
    /// <returns>The key whose signature was checked, or null where nobody said whose counts.</returns>
    /// <exception cref="LogCorruptException">A signature that should be there is not, or is not valid.</exception>
    public static VerifierKey? Establish(SignedCheckpoint signed, IReadOnlyList<VerifierKey> keys, IReadOnlyList<VerifierKey> witnesses)
    {
        foreach (var witness in witnesses)
        {
            if (signed.SeenBy(witness) is null)
                throw new LogCorruptException($"the checkpoint of {signed.Checkpoint.Origin}, size {signed.Checkpoint.Size:N0}, has no valid cosignature by {witness.Name}");
        }

        if (keys.Count == 0)
        {
            if (!Settings.TryFindPinned(signed.Checkpoint.Origin, out var pinned)) return null;
            return signed.IsSignedBy(pinned)
                ? pinned
                : throw new LogCorruptException($"the checkpoint of {signed.Checkpoint.Origin} is not signed by the key pinned for it ({pinned})");
        }

        return keys.FirstOrDefault(signed.IsSignedBy)
            ?? throw new LogCorruptException(
                $"the checkpoint of {signed.Checkpoint.Origin}, size {signed.Checkpoint.Size:N0}, is not signed by {string.Join(" or ", keys.Select(key => key.Name))}");
    }

    /// <summary>How a key is named to people: its name and the id to compare by eye.</summary>
    public static string Name(VerifierKey key) => $"{key.Name} (key {key.Id:x8})";

    private static VerifierKey Key(string given)
    {
        var text = File.Exists(given) ? File.ReadAllText(given) : given;
        if (VerifierKey.TryParse(text, out var key)) return key;
        throw CommandException.Usage(SigningKey.TryParse(text, out _)
            ? $"{given} is a private key; --vkey takes the verifier key, which is no secret."
            : $"\"{given}\" is neither a file that holds a verifier key nor one itself (name+hash+base64).");
    }
}
