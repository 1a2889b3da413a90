using System.Text.Json;
using Firebreak.Directory;

namespace Firebreak.SignIn;

/// <summary>A factor that is to be enrolled, as it was sent.</summary>
/// <param name="Answer">The question's answer, folded.</param>
internal sealed record FactorRequest(FactorKind Kind, string? Question, string? Answer)
{
    private const string What = "factorEnrollRequest";
    private const int FewestCharacters = 4, MostCharacters = 100;

    public static Outcome<FactorRequest> Read(JsonElement body)
    {
        if (JsonText.TextOf(body, "factorType") is not { Length: > 0 } type) return Refusal.Invalid(What, "factorType: The field cannot be left blank");
        if (JsonText.TextOf(body, "provider") is not { Length: > 0 } provider) return Refusal.Invalid(What, "provider: The field cannot be left blank");
        if (FactorKind.All.FirstOrDefault(known => known.Type == type && known.Provider == provider) is not { } kind) return Unsupported;
        if (kind.IsTotp) return new FactorRequest(kind, null, null);
        var profile = JsonText.Of(body, "profile");
        if (JsonText.TextOf(profile, "question") is not { } question || FactorQuestions.TextOf(question) is null) return Refusal.Invalid(What, "question: It is none of the questions that may be chosen.");
        if (JsonText.TextOf(profile, "answer") is not { } answer || UserCredentials.FoldAnswer(answer).Length is < FewestCharacters or > MostCharacters)
            return Refusal.Invalid(What, $"answer: The field must have {FewestCharacters} to {MostCharacters} characters.");
        return new FactorRequest(kind, question, UserCredentials.FoldAnswer(answer));
    }

    public static Refusal Unsupported => Refusal.Invalid(What, "factorType: This factor is not supported, or the org has not switched it on.");

    public override string ToString() => "FactorRequest(hidden)";
}
