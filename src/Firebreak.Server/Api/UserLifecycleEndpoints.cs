using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Server.Hosting;

namespace Firebreak.Server.Api;

/// <summary>Users' lifecycle and credentials. Source: Okta, User Lifecycle API and User Credentials API.</summary>
internal static class UserLifecycleEndpoints
{
    private const string Lifecycle = "/api/v1/users/{id}/lifecycle/", Credentials = "/api/v1/users/{id}/credentials/";

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ManageLifecycle, "POST", Lifecycle + "activate", Activate),
        ApiRoute.For(Permission.ManageLifecycle, "POST", Lifecycle + "reactivate", Reactivate),
        ApiRoute.For(Permission.ManageLifecycle, "POST", Lifecycle + "deactivate",
            call => Do(call, UserLifecycle.Deactivate(call.Store, call.Caller, Id(call), call.Flag("sendEmail", false), call.Aborted))),
        ApiRoute.For(Permission.ManageLifecycle, "POST", Lifecycle + "suspend", call => Do(call, UserLifecycle.Suspend(call.Store, call.Caller, Id(call), call.Aborted))),
        ApiRoute.For(Permission.ManageLifecycle, "POST", Lifecycle + "unsuspend", call => Do(call, UserLifecycle.Unsuspend(call.Store, call.Caller, Id(call), call.Aborted))),
        ApiRoute.For(Permission.ManageLifecycle, "POST", Lifecycle + "unlock", call => Do(call, UserLifecycle.Unlock(call.Store, call.Caller, Id(call), call.Aborted))),
        ApiRoute.For(Permission.ManageFactors, "POST", Lifecycle + "reset_factors", call => Do(call, UserLifecycle.ResetFactors(call.Store, call.Caller, Id(call), call.Aborted))),
        ApiRoute.For(Permission.ManageCredentials, "POST", Lifecycle + "expire_password", ExpirePassword),
        ApiRoute.For(Permission.ManageCredentials, "POST", Lifecycle + "expire_password_with_temp_password", SetTemporaryPassword),
        ApiRoute.For(Permission.ManageCredentials, "POST", Lifecycle + "reset_password", ResetPassword) with { Refused = ["provider"] },
        ApiRoute.For(Permission.ManageCredentials, "POST", Credentials + "change_password",
            call => WithBody(call, body => UserPasswords.Change(call.Store, call.Caller, Id(call), body, call.Aborted))),
        ApiRoute.For(Permission.ManageCredentials, "POST", Credentials + "change_recovery_question",
            call => WithBody(call, body => UserPasswords.ChangeQuestion(call.Store, call.Caller, Id(call), body, call.Aborted))),
        ApiRoute.For(Permission.ManageCredentials, "POST", Credentials + "forgot_password", ForgetPassword),
        ApiRoute.For(Permission.ManageCredentials, "POST", Credentials + "forgot_password_recovery_question",
            call => WithBody(call, body => UserPasswords.Recover(call.Store, call.Caller, Id(call), body, call.Flag("sendEmail", true), call.Aborted))),
    ];

    private static async Task Activate(Call call) =>
        await Activation(call, await UserLifecycle.Activate(call.Store, call.Caller, Id(call), call.Flag("sendEmail", true), call.Aborted));

    private static async Task Reactivate(Call call) =>
        await Activation(call, await UserLifecycle.Reactivate(call.Store, call.Caller, Id(call), call.Flag("sendEmail", false), call.Aborted));

    private static Task Activation(Call call, Outcome<string?> outcome) => call.Answer(outcome, token => token is null ? call.AnswerEmptyObject() : call.Answer(200, json =>
    {
        json.WriteStartObject();
        json.WriteString("activationUrl"u8, $"{call.BaseUrl}/tokens/{token}/verify");
        json.WriteString("activationToken"u8, token);
        json.WriteEndObject();
    }));

    private static async Task ExpirePassword(Call call) =>
        await call.Answer(await UserPasswords.Expire(call.Store, call.Caller, Id(call), call.Aborted), user => UserEndpoints.Show(call, user));

    private static async Task SetTemporaryPassword(Call call)
    {
        var outcome = await UserPasswords.SetTemporary(call.Store, call.Caller, Id(call), call.Flag("revokeSessions", false), call.Aborted);
        await call.Answer(outcome, password => One(call, "tempPassword", password));
    }

    private static async Task ResetPassword(Call call)
    {
        if (call.Query("sendEmail") is null)
        {
            await call.Refuse(Refusal.Invalid("sendEmail", "sendEmail: The parameter is required."));
            return;
        }
        var outcome = await UserPasswords.Reset(call.Store, call.Caller, Id(call), call.Flag("sendEmail", true), call.Flag("revokeSessions", false), call.Aborted);
        await call.Answer(outcome, token => token is null ? call.AnswerEmptyObject() : One(call, "resetPasswordUrl", $"{call.BaseUrl}/reset_password/{token}"));
    }

    private static async Task ForgetPassword(Call call)
    {
        var outcome = await UserPasswords.Forget(call.Store, call.Caller, Id(call), call.Flag("sendEmail", true), call.Aborted);
        await call.Answer(outcome, token => token is null ? call.AnswerEmptyObject() : One(call, "resetPasswordUrl", $"{call.BaseUrl}/signin/reset-password/{token}"));
    }

    private static async Task WithBody(Call call, Func<JsonElement, Task<Outcome<User>>> operation)
    {
        var body = await call.Body();
        if (body.Refusal is { } refusal) await call.Refuse(refusal);
        else await call.Answer(await operation(body.Value), user => call.Answer(200, json => UserJson.WriteCredentials(json, user, withEmails: false)));
    }

    private static async Task Do(Call call, Task<Outcome<Done>> operation) => await call.Answer(await operation, _ => call.AnswerEmptyObject());

    private static Task One(Call call, string name, string value) => call.Answer(200, json =>
    {
        json.WriteStartObject();
        json.WriteString(name, value);
        json.WriteEndObject();
    });

    private static string Id(Call call) => call.Path("id");
}
