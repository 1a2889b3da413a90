namespace Firebreak.Cli.Rendering;

/// <summary>What the people of an org should do, by what was done in it.</summary>
internal static class Advice
{
    private static readonly (string[] Starts, string Text)[] All =
    [
        (["user.account.reset_password", "user.account.update_password", "user.account.expire_password"],
            "Passwords were reset or changed: ask each of these people whether they asked for it; where not, reset again and end their sessions."),
        (["user.mfa.factor", "system.mfa.factor"],
            "Factors were changed or reset: have each of these people look at their factors, remove what they do not know, and enrol again."),
        (["user.session.impersonation"],
            "A support engineer took on another's session: look at everything done in your org while it lasted."),
        (["user.account.privilege", "group.privilege", "iam."],
            "Admin rights were granted or changed: check each admin against your own list and take back what nobody asked for."),
        (["system.api_token", "app.oauth2.client", "oauth2."],
            "Tokens or clients were made or changed: revoke those you do not know."),
        (["policy.", "zone."],
            "Policies or zones were changed: compare them with what they were, and put back what was loosened."),
        (["user.lifecycle", "user.account.unlock"],
            "Accounts were made, changed or unlocked: check that each belongs to a person of yours."),
        (["application.", "app."],
            "Applications or their members were changed: check who can reach what since then."),
        (["user.session.start", "user.authentication"],
            "There were sign-ins: look at what was done in these sessions, and end those that still live."),
        (["support."],
            "Records were viewed: take it that what these pages show, names, logins and addresses, is known; warn these people of calls and mails that use it."),
    ];

    /// <summary>The sentences that fit the event types seen.</summary>
    public static IEnumerable<string> For(IReadOnlyCollection<string> eventTypes)
    {
        foreach (var (starts, text) in All)
        {
            if (eventTypes.Any(type => starts.Any(start => type.StartsWith(start, StringComparison.Ordinal)))) yield return text;
        }

        yield return "Search your own System Log for the same people, sessions and addresses, before and after the window too.";
    }
}
