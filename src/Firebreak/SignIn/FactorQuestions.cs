using System.Collections.Frozen;

namespace Firebreak.SignIn;

/// <summary>The questions that a question factor may ask. Source: Okta, Factors API, schema UserFactorSecurityQuestionProfile.</summary>
public static class FactorQuestions
{
    /// <summary>Each with its sentence.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> All { get; } =
    [
        new("disliked_food", "What is the food you least liked as a child?"),
        new("name_of_first_plush_toy", "What is the name of your first stuffed animal?"),
        new("first_award", "What did you earn your first medal or award for?"),
        new("favorite_security_question", "What is your favorite security question?"),
        new("favorite_toy", "What is the toy/stuffed animal you liked the most as a kid?"),
        new("first_computer_game", "What was the first computer game you played?"),
        new("favorite_movie_quote", "What is your favorite movie quote?"),
        new("first_sports_team_mascot", "What was the mascot of the first sports team you played on?"),
        new("first_music_purchase", "What music album or song did you first purchase?"),
        new("favorite_art_piece", "What is your favorite piece of art?"),
        new("grandmother_favorite_desert", "What was your grandmother's favorite dessert?"),
        new("first_thing_cooked", "What was the first thing you learned to cook?"),
        new("childhood_dream_job", "What was your dream job as a child?"),
        new("first_kiss_location", "Where did you have your first kiss?"),
        new("place_where_significant_other_was_met", "Where did you meet your spouse/significant other?"),
        new("favorite_vacation_location", "Where did you go for your favorite vacation?"),
        new("new_years_two_thousand", "Where were you on New Year's Eve in the year 2000?"),
        new("favorite_speaker_actor", "Who is your favorite speaker/orator?"),
        new("favorite_book_movie_character", "Who is your favorite book/movie character?"),
        new("favorite_sports_player", "Who is your favorite sports player?"),
    ];

    private static readonly FrozenDictionary<string, string> ByName = All.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A question's sentence; null when there is no such question.</summary>
    public static string? TextOf(string question) => ByName.GetValueOrDefault(question);
}
