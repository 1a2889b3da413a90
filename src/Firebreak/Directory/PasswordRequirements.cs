namespace Firebreak.Directory;

/// <summary>How a password policy is said, and what of a login it looks for.</summary>
internal static class PasswordRequirements
{
    private const int MinPartLength = 4;

    /// <summary>The sentences that Okta puts behind "Password requirements were not met."</summary>
    public static string Of(PasswordPolicy policy)
    {
        List<string> asked = [$"at least {policy.MinLength} characters"];
        AddCount(asked, policy.MinLowerCase, "a lowercase letter", "lowercase letters");
        AddCount(asked, policy.MinUpperCase, "an uppercase letter", "uppercase letters");
        AddCount(asked, policy.MinNumber, "a number", "numbers");
        AddCount(asked, policy.MinSymbol, "a symbol", "symbols");
        if (policy.ExcludeUsername) asked.Add("no parts of your username");
        if (policy.ExcludeFirstName) asked.Add("does not include your first name");
        if (policy.ExcludeLastName) asked.Add("does not include your last name");
        var all = $"Password requirements: {string.Join(", ", asked)}.";
        return policy.HistoryCount == 0 ? all : $"{all} Your password cannot be any of your last {policy.HistoryCount} passwords.";
    }

    /// <summary>
    /// The login, and its parts between <c>, . _ # @ -</c> of four characters and more, without the parent domain (the Okta API's page
    /// on users, "Password object").
    /// </summary>
    public static IEnumerable<string> PartsOf(string login)
    {
        var end = login.Contains('@', StringComparison.Ordinal) ? login.LastIndexOf('.') : -1;
        var named = end > login.LastIndexOf('@') ? login[..end] : login;
        return named.Split([',', '.', '_', '#', '@', '-'])
            .Where(part => part.EnumerateRunes().Count() >= MinPartLength)
            .Append(login);
    }

    // Okta's counts are 0 or 1; a greater one is said with its number.
    private static void AddCount(List<string> asked, int count, string one, string many)
    {
        if (count == 1) asked.Add(one);
        if (count > 1) asked.Add($"{count} {many}");
    }
}
