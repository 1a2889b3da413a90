using Firebreak.Directory;
using Firebreak.Server.Hosting;
using Firebreak.SignIn;

namespace Firebreak.Server.Pages;

/// <summary>The page of signing in.</summary>
/// <param name="To">Where to go afterwards, within the org.</param>
public sealed record SignInPage(string Login, string To, Refusal? Problem);

/// <summary>The page on which the first administrator is made.</summary>
public sealed record FirstRunPage(string Secret, FirstAdministrator Who, Refusal? Problem)
{
    /// <inheritdoc/>
    public override string ToString() => "FirstRunPage(hidden)";
}

/// <summary>The ways in and out: signing in and out, and the first run.</summary>
internal static class EntrancePages
{
    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.OpenPage("the way in: nobody has signed in yet", "GET", "/sign-in", AskToSignIn),
        ApiRoute.OpenPage("the way in: the password is the proof", "POST", "/sign-in", SignIn),
        ApiRoute.OpenPage("the way in: the old password is the proof", "POST", "/sign-in/password", PasswordPages.Replace),
        ApiRoute.Page(Permission.OwnAccount, "POST", "/sign-out", SignOut),
        ApiRoute.OpenPage("the link's secret is the proof", "GET", "/first-run/{secret}", AskFirstRun),
        ApiRoute.OpenPage("the link's secret is the proof", "POST", "/first-run/{secret}", CompleteFirstRun),
    ];

    private static Task AskToSignIn(Call call)
    {
        var to = Within(call.Query("to"));
        return call.Caller.Actor.SessionId is null ? ShowSignIn(call, new SignInPage("", to, null), 200) : call.GoTo(to);
    }

    private static async Task SignIn(Call call)
    {
        var form = await call.Form();
        var (login, to) = (form.Text("login"), Within(form.Text("to")));
        var begun = await Begin(call, login, form.Secret("password"));
        if (begun.Refusal is null && begun.Value.Transaction.State.Status == SignInStatus.PASSWORD_EXPIRED)
        {
            await PasswordPages.AskToReplace(call, new ExpiredPage(login, to, null));
            return;
        }
        var started = begun.Refusal is { } wrong ? wrong : await Start(call, begun.Value);
        if (started.Refusal is { } refusal) await ShowSignIn(call, new SignInPage(login, to, refusal), refusal.Status);
        else await GoIn(call, started.Value, to);
    }

    /// <summary>Shows the password.</summary>
    public static Task<Outcome<SignInAnswer>> Begin(Call call, string login, string password) =>
        SignIns.Begin(call.Store, call.Org, call.Caller.Request, new SignInRequest(login, password, Multi: false, Warn: false, Device: null), call.Aborted);

    /// <summary>A session for whoever has done all that was asked. These pages ask for nothing but the password yet: whoever must do more does it elsewhere.</summary>
    public static async Task<Outcome<SessionSecret>> Start(Call call, SignInAnswer answer)
    {
        if (answer.Session is not { } token) return Refusal.AuthenticationFailed with { Causes = ["This account needs a second factor to sign in, which this page cannot ask for."] };
        var started = await SessionTokens.Exchange(call.Store, call.Org, call.Caller.Request, token.Plain, call.Aborted);
        return started.Refusal is { } refusal ? refusal : started.Value.Secret;
    }

    /// <summary>Gives the browser its session and sends it on.</summary>
    public static Task GoIn(Call call, SessionSecret secret, string to)
    {
        SessionCookie.Write(call.Http, call.Org, secret);
        return call.GoTo(to);
    }

    private static async Task SignOut(Call call)
    {
        await Sessions.End(call.Store, call.Caller, call.Aborted);
        SessionCookie.Clear(call.Http, call.Org);
        await call.GoTo("sign-in");
    }

    private static async Task AskFirstRun(Call call)
    {
        var secret = call.Path("secret");
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (!await FirstRun.IsOpen(db, call.Org, secret, call.Store.NowMicros)) await call.Refuse(Refusal.NotFound("link", "FirstRunLink"));
        else await ShowFirstRun(call, new FirstRunPage(secret, new FirstAdministrator("", "", "", ""), null), 200);
    }

    private static async Task CompleteFirstRun(Call call)
    {
        var form = await call.Form();
        var secret = call.Path("secret");
        var who = new FirstAdministrator(form.Text("firstName"), form.Text("lastName"), form.Text("email"), form.Secret("password"));
        var made = form.Secret("again") == who.Password
            ? await FirstRun.Complete(call.Store, call.Org, call.Caller.Request, secret, who, call.Aborted)
            : Refusal.Invalid("first run", call.Say("first_run.not_alike"));
        if (made.Refusal is { Status: 404 } gone) await call.Refuse(gone);
        else if (made.Refusal is { } refusal) await ShowFirstRun(call, new FirstRunPage(secret, who, refusal), refusal.Status);
        else await call.GoTo("sign-in", "first_run");
    }

    private static Task ShowSignIn(Call call, SignInPage page, int status) =>
        call.Show<SignInView, SignInPage>("", call.Say("sign_in.title"), page, status);

    private static Task ShowFirstRun(Call call, FirstRunPage page, int status) =>
        call.Show<FirstRunView, FirstRunPage>("", call.Say("first_run.title"), page, status);

    /// <summary>Only a path of this org's own pages: never another site, whatever stands in the address.</summary>
    public static string Within(string? to) =>
        to is ['/', 'a', 'd', 'm', 'i', 'n', '/', ..] && to.All(c => c is > ' ' and < '\x7f' and not '\\') ? to[1..] : "";
}
