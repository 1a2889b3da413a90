namespace Firebreak.Server.Api;

/// <summary>Times as some of Okta's older APIs show them, where its own file promises no form: in seconds, with a space, without a zone (recorded).</summary>
internal static class OldTimes
{
    /// <summary>The time, with what the API puts behind the seconds.</summary>
    public static string Show(long micros, string behind = "") => Times.Show(micros)[..19].Replace('T', ' ') + behind;
}
