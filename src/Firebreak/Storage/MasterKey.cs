using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Firebreak.Storage;

/// <summary>
/// The key that wraps all others: 32 random bytes in a file of its own, the same on all nodes, in no backup. Whoever has it and the store
/// can sign as every log; whoever has the store alone cannot.
/// </summary>
public sealed class MasterKey
{
    private const string Prefix = "firebreak-master-key+";
    private const int Bytes = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly byte[] _bytes;

    private MasterKey(byte[] bytes) => _bytes = bytes;

    /// <summary>Reads the file.</summary>
    /// <exception cref="MasterKeyException">It is not there, or holds no master key.</exception>
    public static MasterKey Read(string path)
    {
        try
        {
            return TryParse(File.ReadAllText(path), out var key) ? key : throw new MasterKeyException($"{path} holds no master key: {Prefix} and 32 bytes in Base64 are expected.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MasterKeyException($"The master key {path} is missing. Without it nothing that the store keeps wrapped can be read; put it back.", e);
        }
    }

    /// <summary>Reads the file; makes it, readable by its owner alone, when it is not there.</summary>
    public static MasterKey ReadOrMake(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!File.Exists(path)) Make(path);
        return Read(path);
    }

    /// <summary>Reads the text form.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out MasterKey? key)
    {
        ArgumentNullException.ThrowIfNull(text);
        key = null;
        var trimmed = text.Trim();
        var bytes = new byte[trimmed.Length];
        if (!trimmed.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        if (!Convert.TryFromBase64String(trimmed[Prefix.Length..], bytes, out var length) || length != Bytes) return false;
        key = new MasterKey(bytes[..length]);
        return true;
    }

    /// <summary>Never the key.</summary>
    public override string ToString() => "MasterKey(hidden)";

    internal AesGcm Cipher(int tagBytes) => new(_bytes, tagBytes);

    // Written aside and moved: two nodes that start together read the same whole file.
    private static void Make(string path)
    {
        var aside = $"{path}.{Ids.Secret(8)}.new";
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) System.IO.Directory.CreateDirectory(folder);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using (var file = new FileStream(aside, options))
        {
            file.Write(Encoding.ASCII.GetBytes($"{Prefix}{Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes))}\n"));
            file.Flush(flushToDisk: true);
        }
        try
        {
            File.Move(aside, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(aside); // another node was first
        }
    }
}

/// <summary>The master key is missing, is none, or is not the one that this store was made with. The message is for the operator.</summary>
public sealed class MasterKeyException(string message, Exception? inner = null) : Exception(message, inner);
