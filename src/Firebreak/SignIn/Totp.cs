using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Firebreak.SignIn;

/// <summary>One-time passwords by the time. Source: RFC 6238 over RFC 4226, with HMAC-SHA-1, which is what authenticator apps know.</summary>
public static class Totp
{
    /// <summary>Seconds in a step (RFC 6238, 5.2).</summary>
    public const int StepSeconds = 30;

    /// <summary>The digits of a code.</summary>
    public const int Digits = 6;

    /// <summary>The bytes of a secret: as many as the hash has (RFC 4226, 4, R6).</summary>
    public const int SecretBytes = 20;

    /// <summary>Steps before and after the one that is now in which a code is good: a clock may be off, a hand slow.</summary>
    public const int Window = 1;

    /// <summary>The step of a time in UTC microseconds.</summary>
    public static long StepAt(long micros) => micros / (StepSeconds * 1_000_000L);

    /// <summary>The code of a step (RFC 4226, 5.3).</summary>
    public static string CodeAt(ReadOnlySpan<byte> secret, long step, int digits = Digits)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[20];
#pragma warning disable CA5350 // The standard and every authenticator app name HMAC-SHA-1, which is not broken by what broke SHA-1.
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadUInt32BigEndian(mac[(mac[^1] & 0xf)..]) & 0x7fff_ffff;
        return (number % (long)Math.Pow(10, digits)).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>The step within the window whose code this is, compared in constant time; null: none.</summary>
    public static long? Match(ReadOnlySpan<byte> secret, string code, long nowMicros)
    {
        long? found = null;
        var given = Encoding.UTF8.GetBytes(code);
        for (var step = StepAt(nowMicros) - Window; step <= StepAt(nowMicros) + Window; step++)
            if (CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(CodeAt(secret, step)))) found = step;
        return found;
    }

    /// <summary>What authenticator apps read from a picture (the Key URI format).</summary>
    public static string Uri(string issuer, string account, ReadOnlySpan<byte> secret) =>
        $"otpauth://totp/{System.Uri.EscapeDataString(issuer)}:{System.Uri.EscapeDataString(account)}?secret={Base32.Encode(secret)}&issuer={System.Uri.EscapeDataString(issuer)}&algorithm=SHA1&digits={Digits}&period={StepSeconds}";
}
