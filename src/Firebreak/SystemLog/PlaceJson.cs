using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Firebreak.SystemLog;

/// <summary>
/// A place as events show it (LogGeographicalContext, LogSecurityContext). Each place is written once and its bytes kept as long as the
/// place is: whoever writes an event only copies them.
/// </summary>
internal static class PlaceJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly ConditionalWeakTable<Place, Written> Kept = [];

    /// <summary>The value of <c>geographicalContext</c>: null when it is not known where it is.</summary>
    public static ReadOnlySpan<byte> Geography(Place? place) => place is { IsLocated: true } ? Of(place).Geography : "null"u8;

    /// <summary>The value of <c>securityContext</c>.</summary>
    public static ReadOnlySpan<byte> Security(Place? place) =>
        place is null ? """{"asNumber":null,"asOrg":null,"isp":null,"domain":null,"isProxy":null}"""u8 : Of(place).Security;

    private static Written Of(Place place) => Kept.GetValue(place, static made => new Written(Bytes(made, WriteGeography), Bytes(made, WriteSecurity)));

    private static byte[] Bytes(Place place, Action<Utf8JsonWriter, Place> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Options)) write(json, place);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteGeography(Utf8JsonWriter json, Place place)
    {
        json.WriteStartObject();
        json.WriteString("city"u8, place.City);
        json.WriteString("state"u8, place.State);
        json.WriteString("country"u8, place.Country);
        json.WriteString("postalCode"u8, place.PostalCode);
        if (place is { Latitude: { } latitude, Longitude: { } longitude })
        {
            json.WriteStartObject("geolocation"u8);
            json.WriteNumber("lat"u8, latitude);
            json.WriteNumber("lon"u8, longitude);
            json.WriteEndObject();
        }
        else json.WriteNull("geolocation"u8);
        json.WriteEndObject();
    }

    private static void WriteSecurity(Utf8JsonWriter json, Place place)
    {
        json.WriteStartObject();
        if (place.AsNumber is { } number) json.WriteNumber("asNumber"u8, number);
        else json.WriteNull("asNumber"u8);
        json.WriteString("asOrg"u8, place.AsOrg);
        json.WriteString("isp"u8, place.Isp);
        json.WriteString("domain"u8, place.Domain);
        if (place.Anonymity is { } anonymity) json.WriteBoolean("isProxy"u8, anonymity is not (Anonymity.None or Anonymity.Hosting));
        else json.WriteNull("isProxy"u8);
        json.WriteEndObject();
    }

    private sealed record Written(byte[] Geography, byte[] Security);
}
