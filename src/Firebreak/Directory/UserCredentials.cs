using System.Text.Json;

namespace Firebreak.Directory;

/// <summary>
/// The credentials of a user as somebody sends them, checked for form alone. Source: Okta, Users API, UserCredentialsWritable.
/// </summary>
/// <param name="Password">A password in the clear.</param>
/// <param name="Imported">Or one that another directory hashed.</param>
/// <param name="Question">The recovery question.</param>
/// <param name="Answer">Its answer in the clear.</param>
/// <param name="Provider">Who checks the password, when that is not this service.</param>
internal sealed record UserCredentials(string? Password, PasswordHash? Imported, string? Question, string? Answer, ForeignProvider? Provider)
{
    private const int MaxQuestion = 100, MinAnswer = 4, MaxAnswer = 100, MaxProviderName = 255;

    public static UserCredentials None { get; } = new(null, null, null, null, null);

    public bool HasPassword => Password is not null || Imported is not null;

    /// <summary>Reads the object <c>credentials</c>; absent and null are <see cref="None"/>.</summary>
    public static Outcome<UserCredentials> Read(JsonElement owner)
    {
        if (!Object(owner, "credentials", out var sent)) return Refusal.BadBody("credentials: An object is expected.");
        if (sent is not { } credentials) return None;
        if (!Object(credentials, "password", out var password)) return Refusal.BadBody("credentials.password: An object is expected.");
        if (!Object(credentials, "recovery_question", out var question)) return Refusal.BadBody("credentials.recovery_question: An object is expected.");
        if (!Object(credentials, "provider", out var provider)) return Refusal.BadBody("credentials.provider: An object is expected.");
        var read = None;
        foreach (var step in (ReadOnlySpan<Func<UserCredentials, Outcome<UserCredentials>>>)[now => WithPassword(now, password), now => WithQuestion(now, question), now => WithProvider(now, provider)])
        {
            var next = step(read);
            if (next.Refusal is not null) return next;
            read = next.Value;
        }
        return read.Provider is not null && (read.HasPassword || read.Question is not null)
            ? Refusal.Of(400, "E0000041", "Credentials should not be set on this resource based on the scheme.")
            : read;
    }

    /// <summary>Reads a password object such as <c>oldPassword</c>: its value, in the clear.</summary>
    public static Outcome<string> ReadPassword(JsonElement owner, string name)
    {
        if (!owner.TryGetProperty(name, out var sent) || sent.ValueKind == JsonValueKind.Null) return Refusal.Invalid(name, $"{name}: The field cannot be left blank");
        if (sent.ValueKind != JsonValueKind.Object) return Refusal.BadBody($"{name}: An object is expected.");
        return sent.TryGetProperty("value", out var value) && ProfileText.Of(value) is { Length: > 0 } text
            ? text
            : Refusal.Invalid(name, $"{name}: The field cannot be left blank");
    }

    /// <summary>How a recovery question's answer is compared: without case, and without space around it.</summary>
    public static string FoldAnswer(string answer) => User.Fold(answer.Trim());

    /// <summary>Never a secret.</summary>
    public override string ToString() => "UserCredentials(hidden)";

    private static Outcome<UserCredentials> WithPassword(UserCredentials read, JsonElement? sent)
    {
        if (sent is not { } password) return read;
        if (password.TryGetProperty("hook", out var hook) && hook.ValueKind != JsonValueKind.Null)
            return Refusal.Invalid("password", "password: This service does not support password import hooks.");
        var hasValue = password.TryGetProperty("value", out var value) && value.ValueKind != JsonValueKind.Null;
        if (!password.TryGetProperty("hash", out var hash) || hash.ValueKind == JsonValueKind.Null)
        {
            if (!hasValue) return read;
            return ProfileText.Of(value) is { Length: > 0 } text ? read with { Password = text } : Refusal.Invalid("password", "password: The field must be a string that is not empty.");
        }
        if (hasValue) return Refusal.Invalid("password", "password: Either a value or a hash is expected, not both.");
        return PasswordImport.TryImport(hash, out var imported, out var problem) ? read with { Imported = imported } : Refusal.Invalid("password", $"password.{problem}");
    }

    private static Outcome<UserCredentials> WithQuestion(UserCredentials read, JsonElement? sent)
    {
        if (sent is not { } recovery || !recovery.EnumerateObject().Any()) return read;
        if (!recovery.TryGetProperty("question", out var asked) || ProfileText.Of(asked) is not { Length: >= 1 and <= MaxQuestion } question)
            return Refusal.Invalid("recovery_question", $"recovery_question.question: The field must have 1 to {MaxQuestion} characters.");
        if (!recovery.TryGetProperty("answer", out var given) || given.ValueKind == JsonValueKind.Null) return read with { Question = question };
        if (ProfileText.Of(given) is not { } answer || FoldAnswer(answer).Length is < MinAnswer or > MaxAnswer)
            return Refusal.Invalid("recovery_question", $"recovery_question.answer: The field must have {MinAnswer} to {MaxAnswer} characters.");
        return read with { Question = question, Answer = answer };
    }

    private static Outcome<UserCredentials> WithProvider(UserCredentials read, JsonElement? sent)
    {
        if (sent is not { } provider) return read;
        if (!provider.TryGetProperty("type", out var kind) || ProfileText.Of(kind) is not { } type) return Refusal.Invalid("provider", "provider.type: The field cannot be left blank");
        // What this service shows of its own users comes back when a client sends a whole user.
        if (type is "OKTA" or "IMPORT") return read;
        if (type is not ("FEDERATION" or "SOCIAL")) return Refusal.Invalid("provider", "provider.type: This service knows OKTA, IMPORT, FEDERATION and SOCIAL.");
        var name = provider.TryGetProperty("name", out var named) && ProfileText.Of(named) is { Length: > 0 } text ? text : type;
        return name.Length <= MaxProviderName ? read with { Provider = new ForeignProvider(type, name) } : Refusal.Invalid("provider", "provider.name: The field is too long.");
    }

    private static bool Object(JsonElement owner, string name, out JsonElement? found)
    {
        found = null;
        if (!owner.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return true;
        found = value;
        return value.ValueKind == JsonValueKind.Object;
    }
}
