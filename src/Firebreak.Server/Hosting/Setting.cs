using System.Globalization;

namespace Firebreak.Server.Hosting;

/// <summary>One thing that an operator can set.</summary>
/// <param name="Name">As the property of <see cref="Settings"/> is called.</param>
/// <param name="Takes">What a value looks like, to go behind "takes".</param>
/// <param name="About">What it does, in a sentence or two of Markdown.</param>
/// <param name="Show">Its value as text, as it could be given.</param>
/// <param name="With">The settings with another value; null when the text is none.</param>
internal sealed record Setting(
    string Name, string Takes, string About, Func<Settings, string> Show, Func<Settings, string, Settings?> With)
{
    /// <summary>Whether its value must not be printed.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Whether it is also an option of <c>serve</c>. The command line is seen by all users of a machine: no secret is.</summary>
    public bool IsOption { get; init; }

    /// <summary>Whether its option stands alone, without a value.</summary>
    public bool IsSwitch { get; init; }

    /// <summary>Its key in firebreak.json: <c>epochSeconds</c>.</summary>
    public string Key => char.ToLowerInvariant(Name[0]) + Name[1..];

    /// <summary>Its variable: <c>FIREBREAK_EPOCH_SECONDS</c>.</summary>
    public string Variable =>
        SettingsReader.VariablePrefix + string.Concat(Name.Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));

    /// <summary>Its option: <c>--port</c>.</summary>
    public string Option => "--" + Key;

    /// <summary>Its value for a log or a page: a secret says only whether it is there.</summary>
    public string Print(Settings settings)
    {
        var value = Show(settings);
        return value.Length == 0 ? "(empty)" : IsSecret ? "(hidden)" : value;
    }

    public static Setting Text(string name, string takes, string about, Func<Settings, string> get, Func<Settings, string, Settings?> with) =>
        new(name, takes, about, get, with);

    public static Setting Switch(string name, string about, Func<Settings, bool> get, Func<Settings, bool, Settings> with) =>
        new(
            name,
            "true or false",
            about,
            settings => get(settings) ? "true" : "false",
            (settings, text) => bool.TryParse(text, out var value) ? with(settings, value) : null)
        {
            IsSwitch = true,
        };

    public static Setting Number(
        string name, long min, long max, string about, Func<Settings, long> get, Func<Settings, long, Settings> with) =>
        new(
            name,
            string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}"),
            about,
            settings => get(settings).ToString(CultureInfo.InvariantCulture),
            (settings, text) =>
                long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
                    ? with(settings, value)
                    : null);

    public static Setting Word<T>(string name, string about, Func<Settings, T> get, Func<Settings, T, Settings> with)
        where T : struct, Enum =>
        new(
            name,
            "one of " + string.Join(", ", Enum.GetValues<T>().Select(Lower)),
            about,
            settings => Lower(get(settings)),
            (settings, text) =>
            {
                foreach (var value in Enum.GetValues<T>())
                {
                    if (Lower(value) == text) return with(settings, value);
                }

                return null;
            });

    /// <summary>Several values, with commas between them in text or as an array or object in JSON.</summary>
    public static Setting List(
        string name, string takes, string about, Func<Settings, IEnumerable<string>> get, Func<Settings, string[], Settings?> with) =>
        new(
            name,
            takes,
            about,
            settings => string.Join(",", get(settings)),
            (settings, text) => with(settings, text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)));

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
