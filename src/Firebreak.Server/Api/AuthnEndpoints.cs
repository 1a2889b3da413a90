using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Server.Hosting;
using Firebreak.SignIn;

namespace Firebreak.Server.Api;

/// <summary>Signing in. Source: Okta, Authentication API.</summary>
internal static class AuthnEndpoints
{
    private const string Authn = "/api/v1/authn";
    private const string Holder = "whoever signs in is nobody yet: the state token is the proof";

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.Open("whoever signs in is nobody yet: the password is the proof", "POST", Authn, Begin) with { TakesToken = true },
        Step("/cancel", Cancel),
        Step("/previous", (call, token, _) => Show(call, SignIns.GoBack(call.Store, call.Org, token, call.Aborted))),
        Step("/skip", (call, token, _) => Show(call, SignIns.Skip(call.Store, call.Org, call.Caller.Request, token, call.Aborted))),
        Step("/credentials/change_password", (call, token, body) => Show(call, SignInPasswords.Change(call.Store, call.Org, call.Caller.Request, token, body, call.Aborted))),
        Step("/credentials/reset_password", (call, token, body) => Show(call, SignInPasswords.Reset(call.Store, call.Org, call.Caller.Request, token, body, call.Aborted))),
        Step("/factors", (call, token, body) => Show(call, SignInFactors.Enroll(call.Store, call.Org, call.Caller.Request, token, body, call.Aborted))),
        Step("/factors/{factor}/lifecycle/activate",
            (call, token, body) => Show(call, SignInFactors.Activate(call.Store, call.Org, call.Caller.Request, token, call.Path("factor"), body, call.Aborted))),
        Step("/factors/{factor}/verify", (call, token, body) => Show(call, SignInFactors.Verify(call.Store, call.Org, call.Caller.Request, token, call.Path("factor"), body, call.Aborted))),
    ];

    private static async Task Begin(Call call)
    {
        var body = await call.Body();
        if (body.Refusal is { } refusal) await call.Refuse(refusal);
        else if (JsonText.TextOf(body.Value, "stateToken") is { Length: > 0 } state) await Show(call, SignIns.Get(call.Store, call.Org, new StateToken(state), call.Aborted));
        else if (JsonText.TextOf(body.Value, "token") is { Length: > 0 } link) await Show(call, SignIns.BeginByLink(call.Store, call.Org, call.Caller.Request, link, call.Aborted));
        else
        {
            var asked = SignInRequest.Read(body.Value, isTrusted: call.Caller.Authority.Roles.Count > 0);
            if (asked.Refusal is { } bad) await call.Refuse(bad);
            else await Show(call, SignIns.Begin(call.Store, call.Org, call.Caller.Request, asked.Value, call.Aborted));
        }
    }

    private static async Task Cancel(Call call, StateToken token, JsonElement body) =>
        await call.Answer(await SignIns.Cancel(call.Store, call.Org, call.Caller.Request, token, call.Aborted), _ => call.AnswerEmptyObject());

    private static ApiRoute Step(string path, Func<Call, StateToken, JsonElement, Task> step) =>
        ApiRoute.Open(Holder, "POST", Authn + path, call => WithToken(call, step)) with { TakesToken = true };

    private static async Task WithToken(Call call, Func<Call, StateToken, JsonElement, Task> step)
    {
        var body = await call.Body();
        if (body.Refusal is { } refusal) await call.Refuse(refusal);
        else if (JsonText.TextOf(body.Value, "stateToken") is not { Length: > 0 } token) await call.Refuse(Refusal.InvalidToken);
        else await step(call, new StateToken(token), body.Value);
    }

    private static async Task Show(Call call, Task<Outcome<SignInAnswer>> step) =>
        await call.Answer(await step, answer => call.Answer(200, json => AuthnJson.Write(json, answer, call.BaseUrl)));
}
