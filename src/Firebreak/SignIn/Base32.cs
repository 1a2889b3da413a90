namespace Firebreak.SignIn;

/// <summary>Bytes as text of A to Z and 2 to 7, without padding. Source: RFC 4648, 6.</summary>
public static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>Five bits a character; what is missing at the end is zeros.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new char[((bytes.Length * 8) + 4) / 5];
        for (var i = 0; i < text.Length; i++)
        {
            var bit = i * 5;
            var two = (bytes[bit / 8] << 8) | (bit / 8 + 1 < bytes.Length ? bytes[(bit / 8) + 1] : 0);
            text[i] = Alphabet[(two >> (11 - (bit % 8))) & 31];
        }
        return new string(text);
    }
}
