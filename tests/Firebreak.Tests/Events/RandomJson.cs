using System.Globalization;
using System.Text;

namespace Firebreak.Tests.Events;

/// <summary>
/// JSON that resembles events: any order of keys, any spacing, known keys in their places and in others, values of
/// every kind. Keys of one object differ unless repeats are asked for.
/// </summary>
internal sealed class RandomJson(Draw draw, bool withRepeats = false)
{
    private static readonly string[] Known =
    [
        "published", "eventType", "orgId", "uuid", "displayMessage", "severity", "actor", "id", "type", "alternateId", "displayName",
        "detailEntry", "affiliation", "client", "ipAddress", "zone", "device", "userAgent", "rawUserAgent", "geographicalContext", "country",
        "state", "city", "authenticationContext", "externalSessionId", "rootSessionId", "outcome", "result", "reason", "transaction",
        "debugContext", "debugData", "dtHash", "deviceFingerprint", "requestUri", "securityContext", "asNumber", "asOrg", "isProxy", "target",
    ];

    private static readonly Dictionary<string, string[]> Within = new(StringComparer.Ordinal)
    {
        ["actor"] = ["id", "type", "alternateId", "displayName", "detailEntry"],
        ["detailEntry"] = ["affiliation"],
        ["client"] = ["ipAddress", "zone", "device", "userAgent", "geographicalContext"],
        ["userAgent"] = ["rawUserAgent"],
        ["geographicalContext"] = ["country", "state", "city"],
        ["authenticationContext"] = ["externalSessionId", "rootSessionId"],
        ["outcome"] = ["result", "reason"],
        ["device"] = ["id"],
        ["transaction"] = ["id"],
        ["debugContext"] = ["debugData"],
        ["debugData"] = ["dtHash", "deviceFingerprint", "requestUri"],
        ["securityContext"] = ["asNumber", "asOrg", "isProxy"],
        ["target"] = ["id", "type", "alternateId", "displayName"],
    };

    private static readonly string[] Texts = ["", "x", "Org", "User", "null", "a b", "ä", "日本", "😀", "00u1", "192.0.2.1", "a@example.com", "{\"a\":1}", "[", "}", ",", ":"];

    private readonly StringBuilder _text = new();

    /// <summary>One object that is an event, or nearly one.</summary>
    public string Event()
    {
        _text.Clear();
        Space();
        Object("", 0);
        Space();
        return _text.ToString();
    }

    private void Object(string name, int depth)
    {
        var keys = new List<string>();
        if (depth == 0 && !draw.OneIn(30)) keys.AddRange(["published", "eventType"]);
        var likely = Within.TryGetValue(name, out var within) ? within : Known;
        for (var i = draw.Below(depth == 0 ? 12 : 6); i > 0; i--) keys.Add(draw.OneIn(4) ? draw.Of<string>(Known) : draw.OneIn(8) ? draw.Of<string>(Texts) : draw.Of<string>(likely));
        if (!withRepeats) keys = [.. keys.Distinct(StringComparer.Ordinal)];
        Shuffle(keys);
        _text.Append('{');
        Space();
        for (var i = 0; i < keys.Count; i++)
        {
            if (i > 0) Comma();
            String(keys[i]);
            Space();
            _text.Append(':');
            Space();
            if (depth == 0 && keys[i] == "published" && !draw.OneIn(20)) String($"2022-01-{draw.Below(28) + 1:00}T{draw.Below(24):00}:{draw.Below(60):00}:07.{draw.Below(1000):000}Z");
            else if (depth == 0 && keys[i] == "eventType" && !draw.OneIn(20)) String(draw.OneIn(2) ? "user.session.start" : "zone.create");
            else Value(keys[i], depth);
        }

        Space();
        _text.Append('}');
    }

    private void Value(string name, int depth)
    {
        var leads = Within.ContainsKey(name) && !draw.OneIn(6);
        if (depth < 6 && (leads || draw.OneIn(8)))
        {
            if (name == "target" ? !draw.OneIn(5) : draw.OneIn(5)) Array(name, depth + 1);
            else Object(name, depth + 1);
            return;
        }

        switch (draw.Below(8))
        {
            case 0: _text.Append("null"); break;
            case 1: _text.Append(draw.OneIn(2) ? "true" : "false"); break;
            case 2: _text.Append(Number()); break;
            default: String(draw.Of<string>(Texts)); break;
        }
    }

    private void Array(string name, int depth)
    {
        _text.Append('[');
        Space();
        var count = draw.Below(4);
        for (var i = 0; i < count; i++)
        {
            if (i > 0) Comma();
            if (name == "target" && !draw.OneIn(4)) Object(name, depth);
            else Value(name, depth);
        }

        Space();
        _text.Append(']');
    }

    private string Number() => draw.Below(5) switch
    {
        0 => "0",
        1 => "-" + draw.Below(1000).ToString(CultureInfo.InvariantCulture),
        2 => draw.Below(1000).ToString(CultureInfo.InvariantCulture) + "." + draw.Below(100).ToString(CultureInfo.InvariantCulture),
        3 => "1e+" + draw.Below(30).ToString(CultureInfo.InvariantCulture),
        _ => draw.Next().ToString(CultureInfo.InvariantCulture),
    };

    private void String(string value)
    {
        _text.Append('"');
        foreach (var rune in value.EnumerateRunes())
        {
            if (draw.OneIn(40)) foreach (var unit in rune.ToString()) _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            else if (rune.Value is '"' or '\\') _text.Append('\\').Append(rune);
            else _text.Append(rune);
        }

        if (draw.OneIn(20)) _text.Append(draw.Of<string>(["\\n", "\\\\", "\\\"", "\\/", "\\t"]));
        _text.Append('"');
    }

    private void Comma()
    {
        Space();
        _text.Append(',');
        Space();
    }

    private void Space()
    {
        if (draw.OneIn(3)) _text.Append(draw.Of<string>([" ", "  ", "\t", "\r", "\r\n", " \n\t "]));
    }

    private void Shuffle(List<string> keys)
    {
        for (var i = keys.Count - 1; i > 0; i--)
        {
            var other = draw.Below(i + 1);
            (keys[i], keys[other]) = (keys[other], keys[i]);
        }
    }
}
