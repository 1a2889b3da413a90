using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Firebreak.Log.Notes;

/// <summary>Ed25519 signatures (RFC 8032, pure) by OpenSSL's libcrypto. Seeds and public keys have 32 bytes, signatures 64.</summary>
internal static unsafe class Ed25519
{
    public const int SeedBytes = 32;
    public const int PublicKeyBytes = 32;
    public const int SignatureBytes = 64;

    private const int EvpPkeyEd25519 = 1087; // NID_ED25519 in <openssl/obj_mac.h>

    /// <exception cref="PlatformNotSupportedException">libcrypto is not on this machine.</exception>
    public static byte[] PublicKeyOf(ReadOnlySpan<byte> seed)
    {
        var key = PrivateKey(seed);
        try
        {
            var publicKey = new byte[PublicKeyBytes];
            nuint length = PublicKeyBytes;
            fixed (byte* bytes = publicKey)
            {
                Check(((delegate* unmanaged<nint, byte*, nuint*, int>)Api.GetRawPublicKey)(key, bytes, &length));
            }

            return publicKey;
        }
        finally
        {
            ((delegate* unmanaged<nint, void>)Api.KeyFree)(key);
        }
    }

    /// <exception cref="PlatformNotSupportedException">libcrypto is not on this machine.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        var key = PrivateKey(seed);
        var context = ((delegate* unmanaged<nint>)Api.ContextNew)();
        try
        {
            Check(((delegate* unmanaged<nint, nint, nint, nint, nint, int>)Api.SignInit)(context, 0, 0, 0, key));
            var signature = new byte[SignatureBytes];
            nuint length = SignatureBytes;
            fixed (byte* to = signature, from = message)
            {
                Check(((delegate* unmanaged<nint, byte*, nuint*, byte*, nuint, int>)Api.Sign)(
                    context, to, &length, from, (nuint)message.Length));
            }

            return signature;
        }
        finally
        {
            ((delegate* unmanaged<nint, void>)Api.ContextFree)(context);
            ((delegate* unmanaged<nint, void>)Api.KeyFree)(key);
        }
    }

    /// <summary>Whether the signature is this key's over this message; false for a key that is none.</summary>
    /// <exception cref="PlatformNotSupportedException">libcrypto is not on this machine.</exception>
    public static bool IsValid(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != PublicKeyBytes || signature.Length != SignatureBytes) return false;
        nint key;
        fixed (byte* bytes = publicKey)
        {
            key = ((delegate* unmanaged<int, nint, byte*, nuint, nint>)Api.NewRawPublicKey)(EvpPkeyEd25519, 0, bytes, PublicKeyBytes);
        }

        if (key == 0) return false;
        var context = ((delegate* unmanaged<nint>)Api.ContextNew)();
        try
        {
            Check(((delegate* unmanaged<nint, nint, nint, nint, nint, int>)Api.VerifyInit)(context, 0, 0, 0, key));
            fixed (byte* sig = signature, from = message)
            {
                return ((delegate* unmanaged<nint, byte*, nuint, byte*, nuint, int>)Api.Verify)(
                    context, sig, SignatureBytes, from, (nuint)message.Length) == 1;
            }
        }
        finally
        {
            ((delegate* unmanaged<nint, void>)Api.ContextFree)(context);
            ((delegate* unmanaged<nint, void>)Api.KeyFree)(key);
        }
    }

    private static nint PrivateKey(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != SeedBytes) throw new ArgumentException("An Ed25519 seed has 32 bytes.", nameof(seed));
        fixed (byte* bytes = seed)
        {
            var key = ((delegate* unmanaged<int, nint, byte*, nuint, nint>)Api.NewRawPrivateKey)(EvpPkeyEd25519, 0, bytes, SeedBytes);
            Check(key == 0 ? 0 : 1);
            return key;
        }
    }

    private static void Check(int done)
    {
        if (done != 1) throw new CryptographicException("libcrypto refused an Ed25519 operation.");
    }

    // Found on first use, so that reading a log's bytes needs no libcrypto and a missing one is told where it matters.
    [SuppressMessage("Design", "MA0048", Justification = "The addresses belong to this class alone.")]
    private static class Api
    {
        public static readonly nint NewRawPrivateKey = LibCrypto.Find("EVP_PKEY_new_raw_private_key");
        public static readonly nint NewRawPublicKey = LibCrypto.Find("EVP_PKEY_new_raw_public_key");
        public static readonly nint GetRawPublicKey = LibCrypto.Find("EVP_PKEY_get_raw_public_key");
        public static readonly nint KeyFree = LibCrypto.Find("EVP_PKEY_free");
        public static readonly nint ContextNew = LibCrypto.Find("EVP_MD_CTX_new");
        public static readonly nint ContextFree = LibCrypto.Find("EVP_MD_CTX_free");
        public static readonly nint SignInit = LibCrypto.Find("EVP_DigestSignInit");
        public static readonly nint Sign = LibCrypto.Find("EVP_DigestSign");
        public static readonly nint VerifyInit = LibCrypto.Find("EVP_DigestVerifyInit");
        public static readonly nint Verify = LibCrypto.Find("EVP_DigestVerify");
    }
}
