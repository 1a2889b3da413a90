using System.Globalization;
using System.Text;
using Firebreak.Log.Events;
using Firebreak.Tests.Events;

namespace Firebreak.Tests.Scoping;

/// <summary>Events with values out of short lists, so that questions and events meet; mostly in our own key order.</summary>
internal static class SomeEvent
{
    public static readonly string[] Ids = ["00u1", "00u2", "00U2", "00u3", "", "ann@sub.example", "x\"y"];

    // ASCII and not, in one case and another; the last but one begins with the Kelvin sign, which folds to k.
    public static readonly string[] Logins =
        ["ann@sub.example", "Ann@SUB.example", "bob@other.example", "bob@", "no-at", "a@b@sub.example", "", "ärger@größe.example", "ÄRGER@GRÖßE.example", "\u212Aim@k.example", "kim@\u212A.example"];

    public static readonly string[] Domains = ["sub.example", "SUB.EXAMPLE", "other.example", "größe.example", "GRÖßE.example", "k.example", "\u212A.example", "b@sub.example", "example", ""];

    public static readonly string[] Affiliations = ["Sitel", "SITEL", "Ünder", "ünder", "none"];

    public static readonly string[] Sessions = ["s1", "s2", "S1", ""];

    public static readonly string[] Addresses = ["192.0.2.1", "192.0.2.77", "198.51.100.7", "2001:db8::1", "2001:DB8:0::2", "::ffff:192.0.2.1", "null", "", "192.0.2"];

    public static readonly string[] Networks = ["192.0.2.0/24", "192.0.2.1/32", "0.0.0.0/0", "2001:db8::/32", "2001:db8::2/128", "::/0"];

    public static readonly string[] Devices = ["d1", "d2", "D1"];

    public static readonly string[] Types = ["user.session.start", "user.session.end", "user.mfa.factor.deactivate", "support.view", "s"];

    public static readonly string[] Globs = ["user.session.start", "user.*", "*.start", "*", "support.*", "user.*.*.*", "USER.*", "s"];

    public static readonly string[] Outcomes = ["SUCCESS", "success", "FAILURE", "DENY"];

    public static readonly string[] Orgs = ["00o1", "00o2", "00o3", ""];

    /// <summary>A moment among few, near the edges of milliseconds, hours and days.</summary>
    public static Instant Time(Draw draw) => new(
        1_642_291_200_000_000 // 2022-01-16
        + (draw.Of<long>([-1, 0, 0, 1, 24]) * 3600 * Instant.MicrosPerSecond)
        + draw.Of<long>([-1_000_000, -1000, -999, -1, 0, 0, 0, 1, 999, 1000, 1001, 60_000_000]));

    /// <summary>A line: mostly as we write it, now and then with something else about it, or no event at all.</summary>
    public static string Line(Draw draw, bool alwaysEvent = false)
    {
        var target = draw.OneIn(4) ? "" : $",\"target\":[{string.Join(',', Enumerable.Range(0, draw.Below(4)).Select(_ => Target(draw)))}]";
        var at = Time(draw);
        var published = draw.OneIn(6) ? at.ToString() : new Instant(at.Micros / 1000 * 1000).ToString();
        var front = draw.Below(40) switch
        {
            0 => $"{{ \"published\":\"{published}\",\"orgId\":{Quoted(draw, Orgs)},\"eventType\":{Quoted(draw, Types, mayBeNull: false)},",
            1 => $"{{\"published\":\"{published}\",\"eventType\":{Quoted(draw, Types, mayBeNull: false)},\"orgId\":{Quoted(draw, Orgs)},",
            2 => $"{{\"eventType\":{Quoted(draw, Types, mayBeNull: false)},\"published\":\"{published}\",",
            3 => $"{{\"published\":\"{at.ToDateTimeOffset().ToString("yyyy-MM-dd' 'HH:mm:ss.ffffff+00:00", CultureInfo.InvariantCulture)}\",\"orgId\":{Quoted(draw, Orgs)},\"eventType\":{Quoted(draw, Types, mayBeNull: false)},",
            // A leap second stands before the next day as text, and counts as its first second.
            4 => $"{{\"published\":\"2022-01-15T23:59:60.{draw.Of<string>(["000", "001"])}Z\",\"orgId\":{Quoted(draw, Orgs)},\"eventType\":{Quoted(draw, Types, mayBeNull: false)},",
            5 => $"{{\"published\":\"{published}\",\"eventType\":{Quoted(draw, Types, mayBeNull: false)},",
            _ => $"{{\"published\":\"{published}\",\"orgId\":{Quoted(draw, Orgs)},\"eventType\":{Quoted(draw, Types, mayBeNull: false)},",
        };
        var actor = draw.Below(30) switch
        {
            0 => "\"actor\":null",
            1 => $"\"actor\":{{\"alternateId\":{Quoted(draw, Logins)},\"id\":{Quoted(draw, Ids)},\"type\":\"User\"}}",
            2 => $"\"actor\":{{\"id\": {Quoted(draw, Ids)},\"type\":\"User\",\"alternateId\":{Quoted(draw, Logins)}}}",
            3 => $"\"actor\":{{\"id\":{Quoted(draw, Ids)},\"type\":\"User\",\"alternateId\":null,\"displayName\":{Quoted(draw, Logins)}}}",
            _ => $"\"actor\":{{\"id\":{Quoted(draw, Ids)},\"type\":\"User\",\"alternateId\":{Quoted(draw, Logins)},\"displayName\":\"x\",\"detailEntry\":{{\"affiliation\":{Quoted(draw, Affiliations)}}}}}",
        };
        var line = front + actor
            + $",\"client\":{{\"ipAddress\":{Quoted(draw, Addresses)},\"geographicalContext\":{{\"country\":{Quoted(draw, ["Germany", "Poland", ""])}}}}}"
            + $",\"device\":{{\"id\":{Quoted(draw, Devices)}}},\"debugContext\":{{\"debugData\":{{\"dtHash\":{Quoted(draw, Devices)},\"deviceFingerprint\":{Quoted(draw, Devices)}}}}}"
            + $",\"authenticationContext\":{{\"externalSessionId\":{Quoted(draw, Sessions)},\"rootSessionId\":{Quoted(draw, Sessions)}}}"
            + $",\"outcome\":{{\"result\":{Quoted(draw, Outcomes)}}}{target}}}";
        if (alwaysEvent) return line;
        return draw.Below(60) switch
        {
            0 => line[..^1],
            1 => "",
            2 => "{\"a\":1}",
            3 => " " + line,
            4 => $"{{\"_raw\":{System.Text.Json.JsonSerializer.Serialize(line)}}}",
            _ => line,
        };
    }

    private static string Target(Draw draw) =>
        $"{{\"id\":{Quoted(draw, Ids)},\"type\":{Quoted(draw, ["User", "Org", "AppInstance"])},\"alternateId\":{Quoted(draw, Logins)},\"displayName\":{Quoted(draw, Logins)}}}";

    // As JSON: now and then null, or with escapes that need not be.
    private static string Quoted(Draw draw, ReadOnlySpan<string> values, bool mayBeNull = true)
    {
        if (mayBeNull && draw.OneIn(40)) return "null";
        var value = draw.Of(values);
        var text = new StringBuilder("\"");
        var byEscapes = draw.OneIn(25);
        foreach (var unit in value)
        {
            if (byEscapes && draw.OneIn(2)) text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
            else if (unit is '"' or '\\') text.Append('\\').Append(unit);
            else text.Append(unit);
        }

        return text.Append('"').ToString();
    }
}
