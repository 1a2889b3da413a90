namespace Firebreak.Log.Scoping;

/// <summary>A pattern in which a star stands for any characters, none included; case counts.</summary>
/// <param name="pattern">UTF-8.</param>
internal sealed class Glob(byte[] pattern)
{
    public bool Matches(ReadOnlySpan<byte> text)
    {
        // Go back only to the last star: what an earlier one took can stay as it is.
        var (at, star, taken) = (0, -1, 0);
        for (var i = 0; i < text.Length;)
        {
            if (at < pattern.Length && pattern[at] == '*') (star, taken) = (at++, i);
            else if (at < pattern.Length && pattern[at] == text[i]) (at, i) = (at + 1, i + 1);
            else if (star >= 0) (at, i) = (star + 1, ++taken);
            else return false;
        }

        while (at < pattern.Length && pattern[at] == '*') at++;
        return at == pattern.Length;
    }
}
