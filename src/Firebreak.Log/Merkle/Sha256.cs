using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Firebreak.Log.Merkle;

/// <summary>SHA-256 (FIPS 180-4) for many short inputs: libcrypto's own state on the stack, .NET's class where libcrypto is missing.</summary>
internal static unsafe class Sha256
{
    // SHA256_CTX is 112 bytes in every version of libcrypto; the rest is room to spare.
    private const int ContextBytes = 192;

    // A call that holds up the garbage collector must be short: about four microseconds of hashing.
    private const int ShortBytes = 4096;

    private static readonly delegate* unmanaged[SuppressGCTransition]<byte*, int> Init;
    private static readonly delegate* unmanaged[SuppressGCTransition]<byte*, byte*, nuint, int> UpdateShort;
    private static readonly delegate* unmanaged<byte*, byte*, nuint, int> UpdateLong;
    private static readonly delegate* unmanaged[SuppressGCTransition]<byte*, byte*, int> Final;

    static Sha256()
    {
        if (!LibCrypto.TryFind("SHA256_Init", out var init)
            || !LibCrypto.TryFind("SHA256_Update", out var update)
            || !LibCrypto.TryFind("SHA256_Final", out var final)) return;
        Init = (delegate* unmanaged[SuppressGCTransition]<byte*, int>)init;
        UpdateShort = (delegate* unmanaged[SuppressGCTransition]<byte*, byte*, nuint, int>)update;
        UpdateLong = (delegate* unmanaged<byte*, byte*, nuint, int>)update;
        Final = (delegate* unmanaged[SuppressGCTransition]<byte*, byte*, int>)final;
    }

    public static Hash Of(ReadOnlySpan<byte> data)
    {
        Unsafe.SkipInit(out Hash hash);
        if (Init == null)
        {
            SHA256.HashData(data, hash.Writable);
            return hash;
        }

        var context = stackalloc byte[ContextBytes];
        fixed (byte* bytes = data)
        {
            var done = Init(context);
            done &= data.Length <= ShortBytes
                ? UpdateShort(context, bytes, (nuint)data.Length)
                : UpdateLong(context, bytes, (nuint)data.Length);
            done &= Final((byte*)&hash, context);
            if (done != 1) throw new CryptographicException("libcrypto could not compute SHA-256.");
        }

        return hash;
    }
}
