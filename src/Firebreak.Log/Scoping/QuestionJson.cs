using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json;
using Firebreak.Log.Events;

namespace Firebreak.Log.Scoping;

/// <summary>Makes a hunt from the text that a bundle carries.</summary>
/// <exception cref="LogCorruptException">The text is no rule.</exception>
public delegate Hunt HuntParser(string name, string text);

/// <summary>A question as JSON, so that whoever checks an answer asks the same; see docs/formats/scope-answer.md.</summary>
public static class QuestionJson
{
    /// <summary>Writes the question as an object.</summary>
    public static void Write(Utf8JsonWriter json, Question question)
    {
        json.WriteStartObject();
        WriteTime(json, "from", question.From);
        WriteTime(json, "to", question.To);
        foreach (var (option, values) in question.Lists)
        {
            if (option == "hunt" || !values.Any()) continue;
            json.WriteStartArray(option);
            foreach (var value in values) json.WriteStringValue(value);
            json.WriteEndArray();
        }

        if (!question.Hunts.IsEmpty)
        {
            json.WriteStartArray("hunt");
            foreach (var hunt in question.Hunts)
            {
                json.WriteStartObject();
                json.WriteString("name", hunt.Name);
                json.WriteString("rule", hunt.Text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (question.OwnOrg.Length > 0) json.WriteString("org", question.OwnOrg);
        json.WriteEndObject();
    }

    /// <summary>Reads a question.</summary>
    /// <exception cref="LogCorruptException">It is none, or asks for something this version does not know.</exception>
    public static Question Read(JsonElement json, HuntParser parseHunt)
    {
        var question = new Question();
        foreach (var property in json.EnumerateObject())
        {
            var value = property.Value;
            question = property.Name switch
            {
                "from" => question with { From = TimeOf(value) },
                "to" => question with { To = TimeOf(value) },
                "actor" => question with { Actors = ListOf(value) },
                "actor-domain" => question with { ActorDomains = ListOf(value) },
                "affiliation" => question with { Affiliations = ListOf(value) },
                "session" => question with { Sessions = ListOf(value) },
                "ip" => question with { Addresses = [.. ListOf(value).Select(NetworkOf)] },
                "device" => question with { Devices = ListOf(value) },
                "event" => question with { Events = ListOf(value) },
                "outcome" => question with { Outcomes = ListOf(value) },
                "target" => question with { Targets = ListOf(value) },
                "hunt" => question with { Hunts = [.. value.EnumerateArray().Select(hunt => parseHunt(TextOf(hunt, "name"), TextOf(hunt, "rule")))] },
                "org" => question with { OwnOrg = value.GetString() ?? "" },
                // What we do not understand may narrow the answer, and then ours would be another.
                _ => throw new LogCorruptException($"the question asks for \"{property.Name}\", which this version does not know"),
            };
        }

        return question;
    }

    private static void WriteTime(Utf8JsonWriter json, string name, Instant? time)
    {
        if (time is { } moment) json.WriteString(name, moment.ToString());
    }

    private static Instant TimeOf(JsonElement value) =>
        Instant.TryParse(Encoding.UTF8.GetBytes(value.GetString() ?? ""), out var moment) ? moment : throw new LogCorruptException("the question's window is not a time");

    private static ImmutableArray<string> ListOf(JsonElement value) => [.. value.EnumerateArray().Select(item => item.GetString() ?? "")];

    private static string TextOf(JsonElement json, string name) => json.GetProperty(name).GetString() ?? "";

    private static IPNetwork NetworkOf(string text) =>
        IPNetwork.TryParse(text, out var network) ? network : throw new LogCorruptException($"the question's network \"{text}\" is none");
}
