namespace Firebreak.Directory;

/// <summary>Base64 (RFC 4648, 4) without white space, which the base library would let pass.</summary>
internal static class Base64
{
    public static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = [];
        if (text.Any(char.IsWhiteSpace)) return false;
        var buffer = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, buffer, out var length)) return false;
        bytes = buffer[..length];
        return true;
    }
}
