using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Server.Hosting;
using Firebreak.SignIn;

namespace Firebreak.Server.Pages;

/// <summary>The page on which one sets one's own password by a link.</summary>
/// <param name="Path">The link's path within the org.</param>
public sealed record PasswordPage(string Path, User User, Refusal? Problem)
{
    /// <inheritdoc/>
    public override string ToString() => "PasswordPage(hidden)";
}

/// <summary>The page on which a password that has expired is replaced.</summary>
/// <param name="To">Where to go afterwards, within the org.</param>
public sealed record ExpiredPage(string Login, string To, Refusal? Problem);

/// <summary>
/// What administrators hand over leads here: the links of an activation and of a reset, and the sign-in with a password that is good for once.
/// The paths are Okta's.
/// </summary>
internal static class PasswordPages
{
    private const string Activation = "/tokens/{secret}/verify", Reset = "/reset_password/{secret}";

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.OpenPage("the link's secret is the proof", "GET", Activation, Ask),
        ApiRoute.OpenPage("the link's secret is the proof", "POST", Activation, Set),
        ApiRoute.OpenPage("the link's secret is the proof", "GET", Reset, Ask),
        ApiRoute.OpenPage("the link's secret is the proof", "POST", Reset, Set),
    ];

    /// <summary>Asks for a new password in place of the one that has expired.</summary>
    public static Task AskToReplace(Call call, ExpiredPage page) =>
        call.Show<ExpiredView, ExpiredPage>("", call.Say("password.expired"), page, page.Problem?.Status ?? 200);

    /// <summary>Replaces it and signs in.</summary>
    public static async Task Replace(Call call)
    {
        var form = await call.Form();
        var page = new ExpiredPage(form.Text("login"), EntrancePages.Within("/" + form.Text("to")), null);
        var started = NotAlike(call, form) is { } differs ? differs : await Replace(call, page.Login, form.Secret("old"), form.Secret("password"));
        if (started.Refusal is { } refusal) await AskToReplace(call, page with { Problem = refusal });
        else await EntrancePages.GoIn(call, started.Value, page.To);
    }

    private static async Task<Outcome<SessionSecret>> Replace(Call call, string login, string old, string password)
    {
        var begun = await EntrancePages.Begin(call, login, old);
        if (begun.Refusal is { } wrong) return wrong;
        if (begun.Value is not { Transaction.State.Status: SignInStatus.PASSWORD_EXPIRED, Token: { } token }) return Refusal.AuthenticationFailed;
        var body = JsonSerializer.SerializeToElement(new { oldPassword = old, newPassword = password, revokeSessions = true });
        var changed = await SignInPasswords.Change(call.Store, call.Org, call.Caller.Request, token, body, call.Aborted);
        if (changed.Refusal is { } refusal) return Refusal.Invalid("password", [.. refusal.Causes.Select(cause => $"password: {cause}")]);
        return await EntrancePages.Start(call, changed.Value);
    }

    private static async Task Ask(Call call)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await OwnPassword.OfLink(db, call.Org, call.Path("secret"), call.Store.NowMicros) is { } user) await Show(call, user, null);
        else await call.Refuse(Refusal.NotFound("link", "OneTimeLink"));
    }

    private static async Task Set(Call call)
    {
        var form = await call.Form();
        User? user;
        await using (var db = await call.Store.Read(call.Org, call.Aborted)) user = await OwnPassword.OfLink(db, call.Org, call.Path("secret"), call.Store.NowMicros);
        var problem = user is null ? Refusal.NotFound("link", "OneTimeLink")
            : NotAlike(call, form) ?? (await OwnPassword.Set(call.Store, call.Org, call.Caller.Request, call.Path("secret"), form.Secret("password"), call.Aborted)).Refusal;
        if (problem is null) await call.GoTo("sign-in", "password");
        else if (user is null || problem.Status == 404) await call.Refuse(problem);
        else await Show(call, user, problem);
    }

    private static Refusal? NotAlike(Call call, Form form) =>
        form.Secret("again") == form.Secret("password") ? null : Refusal.Invalid("password", call.Say("first_run.not_alike"));

    private static Task Show(Call call, User user, Refusal? problem) =>
        call.Show<PasswordView, PasswordPage>("", call.Say("password.set"), new PasswordPage(call.Http.Request.Path.Value!.TrimStart('/'), user, problem), problem?.Status ?? 200);
}
