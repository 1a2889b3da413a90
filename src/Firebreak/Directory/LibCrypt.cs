using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace Firebreak.Directory;

/// <summary>
/// The system's libcrypt (libxcrypt on today's Linux distributions), used for bcrypt alone: the base library has none.
/// </summary>
internal static unsafe class LibCrypt
{
    /// <summary>What to tell a person on whose machine the library is missing.</summary>
    public const string Missing =
        "BCRYPT needs the system's libcrypt with bcrypt in it (libxcrypt), which is not on this machine; on Debian it is the package libcrypt1.";

    // sizeof(struct crypt_data) in <crypt.h>; crypt_rn is told the size and writes no further.
    private const int DataBytes = 32768;

    private static readonly string[] Names = ["libcrypt.so.1", "libcrypt.so.2"];

    private static readonly nint CryptRn = Find();

    /// <summary>Whether bcrypt works here: the library is there and computes the vector of Openwall's crypt_blowfish.</summary>
    public static bool IsAvailable { get; } =
        CryptRn != 0 && Crypt("U*U", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.") == "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

    /// <summary>crypt(3) of a password without NUL; empty where the library refuses the setting.</summary>
    /// <exception cref="PlatformNotSupportedException">libcrypt is not on this machine.</exception>
    public static string Crypt(string password, string setting)
    {
        if (CryptRn == 0) throw new PlatformNotSupportedException(Missing);
        var word = ZeroEnded(password);
        var data = (byte*)NativeMemory.AllocZeroed(DataBytes);
        try
        {
            fixed (byte* phrase = word, salt = ZeroEnded(setting))
            {
                var made = ((delegate* unmanaged<byte*, byte*, byte*, int, byte*>)CryptRn)(phrase, salt, data, DataBytes);
                return made is null ? "" : Marshal.PtrToStringUTF8((nint)made) ?? "";
            }
        }
        finally
        {
            // The library's working memory and our copy hold the password.
            NativeMemory.Clear(data, DataBytes);
            NativeMemory.Free(data);
            Array.Clear(word);
        }
    }

    private static byte[] ZeroEnded(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    [SuppressMessage("Security", "CA5392", Justification = "System libraries are found by the loader's own path, as .NET finds them.")]
    private static nint Find()
    {
        foreach (var name in Names)
        {
            if (NativeLibrary.TryLoad(name, out var library) && NativeLibrary.TryGetExport(library, "crypt_rn", out var function)) return function;
        }

        return 0;
    }
}
