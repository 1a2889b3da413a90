using Firebreak.Directory;
using Firebreak.Server.Hosting;
using Firebreak.Server.Pages;
using Firebreak.SignIn;
using Session = Firebreak.Directory.Session;

namespace Firebreak.Server.Api;

/// <summary>Sessions. Source: Okta, Sessions API; what is not in its file (creation, and one's own by cookie) from recorded orgs and the older documentation.</summary>
internal static class SessionEndpoints
{
    private const string All = "/api/v1/sessions", One = All + "/{id}", Mine = All + "/me", Refreshing = "/lifecycle/refresh";
    private const string Holder = "the session cookie is the proof, and speaks of its own session alone";

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.Open("the session token is the proof, and works once", "POST", All, Begin) with { TakesToken = true },
        ApiRoute.Open(Holder, "GET", Mine, call => Own(call, async id => await Get(call, id, isOwn: true))) with { TakesCookie = true },
        ApiRoute.Open(Holder, "DELETE", Mine, call => Own(call, _ => Close(call))) with { TakesCookie = true },
        ApiRoute.Open(Holder, "POST", Mine + Refreshing, call => Own(call, async id => await Show(call, await Sessions.Refresh(call.Store, call.Caller, id, call.Aborted), isOwn: true)))
            with { TakesCookie = true },
        ApiRoute.For(Permission.ReadUsers, "GET", One, call => Get(call, call.Path("id"), isOwn: false)),
        ApiRoute.For(Permission.RevokeSessions, "DELETE", One,
            async call => await call.Answer(await Sessions.Revoke(call.Store, call.Caller, call.Path("id"), call.Aborted), _ => call.AnswerNothing())),
        ApiRoute.For(Permission.RevokeSessions, "POST", One + Refreshing,
            async call => await Show(call, await Sessions.Refresh(call.Store, call.Caller, call.Path("id"), call.Aborted), isOwn: false)),
    ];

    private static async Task Begin(Call call)
    {
        var body = await call.Body();
        if (body.Refusal is { } refusal) await call.Refuse(refusal);
        // A page elsewhere can send what has no media type without asking, and would sign its visitor in as somebody else.
        else if (call.Http.Request.ContentType is not { Length: > 0 }) await call.Refuse(Refusal.BadMediaType);
        else if (JsonText.TextOf(body.Value, "sessionToken") is not { Length: > 0 } token) await call.Refuse(Refusal.Invalid("sessionToken", "sessionToken: The field cannot be left blank"));
        else
        {
            var begun = await SessionTokens.Exchange(call.Store, call.Org, call.Caller.Request, token, call.Aborted);
            if (begun.Refusal is null) SessionCookie.Write(call.Http, call.Org, begun.Value.Secret);
            await call.Answer(begun, made => Write(call, made.Session, made.User, isOwn: true));
        }
    }

    private static async Task Get(Call call, string id, bool isOwn)
    {
        Outcome<(Session, User)> found;
        await using (var db = await call.Store.Read(call.Org, call.Aborted)) found = await Sessions.Get(db, call.Caller, id, call.Store.NowMicros);
        await Show(call, found, isOwn);
    }

    private static async Task Close(Call call)
    {
        var ended = await Sessions.End(call.Store, call.Caller, call.Aborted);
        SessionCookie.Clear(call.Http, call.Org);
        await call.Answer(ended, _ => call.AnswerNothing());
    }

    private static Task Own(Call call, Func<string, Task> work) =>
        call.Caller.Actor.SessionId is { } id ? work(id) : call.Refuse(Refusal.NotFound("me", "Session"));

    private static Task Show(Call call, Outcome<(Session Session, User User)> found, bool isOwn) =>
        call.Answer(found, shown => Write(call, shown.Session, shown.User, isOwn));

    private static async Task Write(Call call, Session session, User user, bool isOwn)
    {
        bool mfaActive;
        await using (var db = await call.Store.Read(call.Org, call.Aborted)) mfaActive = (await FactorTable.Of(db, call.Org.Id, user.Id)).Exists(factor => factor.IsActive);
        await call.Answer(200, json => SessionJson.Write(json, session, user, call.Org, call.BaseUrl, isOwn, mfaActive));
    }
}
