using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Firebreak.Log.Events;
using Firebreak.Log.Scoping;

namespace Firebreak.Cli.Rendering;

/// <summary>An answer as JSON (docs/formats/scope-answer.md), as lines of JSON, and as CSV. The same bytes for the same events.</summary>
internal static class AnswerJson
{
    private const string Format = "firebreak-scope/1";

    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions OnOneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The whole answer as one object.</summary>
    public static void Write(Stream to, ScopeOutcome scope)
    {
        using (var json = new Utf8JsonWriter(to, Indented))
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WritePropertyName("question");
            QuestionJson.Write(json, scope.Question);
            json.WriteString("by", Word(scope.Result.Answer.By));
            WriteLines(json, scope);
            if (scope.Proof is { } proof) WriteProof(json, proof);
            json.WritePropertyName("total");
            WriteGroup(json, scope.Result.Answer.Total, isTotal: true);
            json.WriteNumber("groupCount", scope.Result.Answer.Groups.Length);
            json.WriteStartArray("groups");
            foreach (var group in scope.Result.Answer.Groups) WriteGroup(json, group, isTotal: false);
            json.WriteEndArray();
            json.WriteStartArray("timeline");
            foreach (var minute in scope.Result.Answer.Minutes)
            {
                json.WriteStartObject();
                json.WriteString("at", minute.At.ToString());
                json.WriteNumber("events", minute.Events);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        to.WriteByte((byte)'\n');
    }

    /// <summary>One object a group, each on a line.</summary>
    public static void WriteLines(Stream to, Answer answer)
    {
        foreach (var group in answer.Groups)
        {
            using (var json = new Utf8JsonWriter(to, OnOneLine)) WriteGroup(json, group, isTotal: false);
            to.WriteByte((byte)'\n');
        }
    }

    /// <summary>One row a group (RFC 4180), with a head.</summary>
    public static void WriteCsv(TextWriter to, Answer answer)
    {
        to.Write($"{Word(answer.By)},name,events,first,last,actors,targets,sessions,addresses,types\r\n");
        foreach (var group in answer.Groups)
        {
            string[] fields =
            [
                group.Name, group.Label, Number(group.Events), group.First.ToString() ?? "", group.Last.ToString() ?? "",
                Number(group.Actors.Length), Number(group.Targets.Length), Number(group.Sessions.Length), Number(group.Addresses.Length),
                string.Join(' ', group.Types.Select(type => $"{type.Name}={Number(type.Events)}")),
            ];
            to.Write(string.Join(',', fields.Select(Printable.Csv)));
            to.Write("\r\n");
        }
    }

    /// <summary>A grouping's word, as the option has it.</summary>
    public static string Word(GroupBy by) => by.ToString().ToLowerInvariant();

    /// <summary>What one group is, in words.</summary>
    public static string Noun(GroupBy by) => by switch
    {
        GroupBy.Event => "event type",
        GroupBy.Ip => "address",
        _ => Word(by),
    };

    private static void WriteLines(Utf8JsonWriter json, ScopeOutcome scope)
    {
        var counts = scope.Result.Counts;
        json.WriteStartObject("lines");
        json.WriteNumber("read", counts.Read);
        json.WriteNumber("events", counts.Events);
        json.WriteNumber("passedByTrustedOrder", counts.Passed);
        json.WriteNumber("malformed", counts.Malformed);
        json.WriteNumber("notEvents", counts.NotEvents);
        json.WriteEndObject();
        json.WriteStartArray("skipped");
        foreach (var line in scope.Result.Skipped)
        {
            json.WriteStartObject();
            json.WriteString("input", line.Input);
            json.WriteNumber(line.Word, line.Number);
            json.WriteString("problem", line.Problem);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("unread");
        foreach (var problem in scope.Result.Unread) json.WriteStringValue(problem);
        json.WriteEndArray();
    }

    private static void WriteProof(Utf8JsonWriter json, ScopeProof proof)
    {
        json.WriteStartObject("proof");
        json.WriteString("log", proof.Signed.Checkpoint.Origin);
        json.WriteNumber("size", proof.Signed.Checkpoint.Size);
        json.WriteString("root", proof.Signed.Checkpoint.Root.ToString());
        json.WriteBoolean("signerEstablished", proof.Signer is not null);
        json.WriteBoolean("complete", proof.IsComplete);
        json.WriteString("says", proof.Says);
        json.WriteEndObject();
    }

    private static void WriteGroup(Utf8JsonWriter json, AnswerGroup group, bool isTotal)
    {
        json.WriteStartObject();
        if (!isTotal) json.WriteString("id", group.Name);
        if (!isTotal && group.Label.Length > 0) json.WriteString("name", group.Label);
        json.WriteNumber("events", group.Events);
        WriteTime(json, "first", group.First);
        WriteTime(json, "last", group.Last);
        json.WriteStartObject("types");
        foreach (var type in group.Types) json.WriteNumber(type.Name, type.Events);
        json.WriteEndObject();
        WriteValues(json, "actors", group.Actors, isTotal);
        WriteValues(json, "targets", group.Targets, isTotal);
        WriteValues(json, "sessions", group.Sessions, isTotal);
        WriteValues(json, "addresses", group.Addresses, isTotal);
        json.WriteEndObject();
    }

    // In the total the number alone: each value stands in the groups already.
    private static void WriteValues(Utf8JsonWriter json, string name, ImmutableArray<AnswerValue> values, bool isTotal)
    {
        if (isTotal)
        {
            json.WriteNumber(name, values.Length);
            return;
        }

        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStartObject();
            json.WriteString("id", value.Id);
            if (value.Label.Length > 0) json.WriteString("name", value.Label);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, Instant? time)
    {
        if (time is { } at) json.WriteString(name, at.ToString());
        else json.WriteNull(name);
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
