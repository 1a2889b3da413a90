using System.Buffers;
using System.Text;
using System.Text.Json;
using Firebreak.Directory;

namespace Firebreak.SignIn;

/// <summary>A behavior's settings as they are sent, kept and shown. Source: Okta, Behavior Rules API; bounds are its schema's, order and types the recordings'.</summary>
internal static class BehaviorJson
{
    private const int MostEvents = 100, MostNeeded = 10, UsualEvents = 20, UsualAddresses = 50, UsualKph = 805, MostKilometers = 20_040, MostKph = 1_000_000;

    /// <summary>Reads the settings of a type; what was not sent has its usual value.</summary>
    public static Outcome<BehaviorSettings> Read(BehaviorType type, JsonElement sent)
    {
        if (sent.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Object)) return Refusal.Invalid("settings", "settings: An object is expected.");
        if (type == BehaviorType.VELOCITY)
        {
            var kph = Whole(sent, "velocityKph", 1, MostKph, UsualKph);
            if (kph.Refusal is { } no) return no;
            return new BehaviorSettings(null, null, null, null, kph.Value);
        }
        var most = Whole(sent, "maxEventsUsedForEvaluation", type == BehaviorType.ANOMALOUS_IP ? 0 : 1, MostEvents, type == BehaviorType.ANOMALOUS_IP ? UsualAddresses : UsualEvents);
        var needed = Whole(sent, "minEventsNeededForEvaluation", 0, MostNeeded, 0);
        if ((most.Refusal ?? needed.Refusal) is { } wrong) return wrong;
        var settings = new BehaviorSettings(most.Value, needed.Value, null, null, null);
        return type == BehaviorType.ANOMALOUS_LOCATION ? Location(settings, sent) : settings;
    }

    /// <summary>Writes them as an object.</summary>
    public static void Write(Utf8JsonWriter json, BehaviorSettings settings)
    {
        json.WriteStartObject();
        if (settings.VelocityKph is { } kph) json.WriteNumber("velocityKph"u8, kph);
        if (settings.MinEvents is { } needed) json.WriteNumber("minEventsNeededForEvaluation"u8, needed);
        if (settings.MaxEvents is { } most) json.WriteNumber("maxEventsUsedForEvaluation"u8, most);
        if (settings.Granularity is { } granularity) json.WriteString("granularity"u8, granularity.ToString());
        if (settings.RadiusKilometers is { } radius) json.WriteNumber("radiusKilometers"u8, radius);
        json.WriteEndObject();
    }

    /// <summary>The settings as text: what is kept, and what events tell.</summary>
    public static string Text(BehaviorSettings settings)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) Write(json, settings);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static Outcome<BehaviorSettings> Location(BehaviorSettings settings, JsonElement sent)
    {
        if (JsonText.TextOf(sent, "granularity") is not { } text || !Enum.GetNames<LocationGranularity>().Contains(text))
            return Refusal.Invalid("granularity", $"settings.granularity: One of {string.Join(", ", Enum.GetNames<LocationGranularity>())} is expected.");
        var granularity = Enum.Parse<LocationGranularity>(text);
        if (granularity != LocationGranularity.LAT_LONG) return settings with { Granularity = granularity };
        var radius = JsonText.Of(sent, "radiusKilometers");
        if (radius.ValueKind != JsonValueKind.Number || radius.GetDouble() is not (> 0 and <= MostKilometers))
            return Refusal.Invalid("radiusKilometers", $"settings.radiusKilometers: With LAT_LONG, a number of kilometers up to {MostKilometers} is expected.");
        return settings with { Granularity = granularity, RadiusKilometers = radius.GetDouble() };
    }

    private static Outcome<int> Whole(JsonElement sent, string name, int least, int most, int otherwise)
    {
        var value = JsonText.Of(sent, name);
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return otherwise;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most
            ? number
            : Refusal.Invalid(name, $"settings.{name}: A whole number from {least} to {most} is expected.");
    }
}
