using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Firebreak.Log;

/// <summary>
/// The few functions of OpenSSL's libcrypto that .NET does not offer: Ed25519 (RFC 8032), and SHA-256 without the cost
/// of a context per call, which on lines of two kilobytes is as high as the hashing itself.
/// </summary>
/// <remarks>.NET loads the same library on Linux for its own cryptography. Versions 1.1 and 3 export all of these.</remarks>
internal static unsafe class LibCrypto
{
    private static readonly string[] Names = ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.3.dylib", "libcrypto.so", "libcrypto"];

    private static readonly nint Library = Load();

    /// <summary>What to tell a person on whose machine the library is missing.</summary>
    public const string Missing =
        "Ed25519 needs OpenSSL's libcrypto (1.1.1 or 3), which is not on this machine; on Debian it is the package libssl3.";

    public static bool TryFind(string function, out nint address)
    {
        address = 0;
        return Library != 0 && NativeLibrary.TryGetExport(Library, function, out address);
    }

    /// <exception cref="PlatformNotSupportedException">libcrypto or this function of it is not there.</exception>
    public static nint Find(string function) =>
        TryFind(function, out var address) ? address : throw new PlatformNotSupportedException(Missing);

    [SuppressMessage("Security", "CA5392", Justification = "System libraries are found by the loader's own path, as .NET finds them.")]
    private static nint Load()
    {
        foreach (var name in Names)
        {
            if (NativeLibrary.TryLoad(name, out var library)) return library;
        }

        return 0;
    }
}
