namespace Firebreak.SystemLog;

/// <summary>What a User-Agent header gives away, in the words that Okta's log uses; a claim of the client, never a proof.</summary>
internal readonly record struct UserAgent(string Raw, string Os, string Browser, string Device)
{
    private const int MostCharacters = 512;

    // The first that is found wins: every browser names its ancestors too.
    private static readonly (string Mark, string Name)[] Browsers =
        [("Edg/", "EDGE"), ("OPR/", "OPERA"), ("Firefox/", "FIREFOX"), ("Chrome/", "CHROME"), ("Safari/", "SAFARI")];

    private static readonly (string Mark, string Name, string Device)[] Systems =
        [("Windows", "Windows", "Computer"), ("iPhone", "iOS", "Mobile"), ("iPad", "iOS", "Tablet"), ("Android", "Android", "Mobile"), ("Mac OS X", "Mac OS X", "Computer"), ("Linux", "Linux", "Computer")];

    /// <summary>Reads a header; what is not known is "Unknown".</summary>
    public static UserAgent Read(string header)
    {
        var raw = header.Length > MostCharacters ? header[..MostCharacters] : header;
        var browser = "UNKNOWN";
        foreach (var (mark, name) in Browsers)
            if (raw.Contains(mark, StringComparison.Ordinal)) { browser = name; break; }
        foreach (var (mark, name, device) in Systems)
            if (raw.Contains(mark, StringComparison.Ordinal)) return new UserAgent(raw, name, browser, device);
        return new UserAgent(raw, "Unknown", browser, "Unknown");
    }
}
