using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Firebreak.Server.Hosting;

/// <summary>
/// Brings the settings together. Later ones win: defaults, firebreak.json in the working folder, firebreak.json in the data
/// folder, variables, options of <c>serve</c>. A name that is not known is refused everywhere: a setting with a slip in it
/// must not be left out in silence.
/// </summary>
internal static class SettingsReader
{
    public const string FileName = "firebreak.json";

    public const string VariablePrefix = "FIREBREAK_";

    // The bench's own, and those that the command line reads beside this service.
    private static readonly string[] OtherVariables = ["FIREBREAK_BIN", "FIREBREAK_SCRIPT", "FIREBREAK_URL", "FIREBREAK_TOKEN"];

    private static readonly JsonDocumentOptions Json =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>A value as it was found, and where: "the variable FIREBREAK_PORT".</summary>
    private sealed record Given(Setting Setting, string Text, string Where);

    /// <summary>This process's variables.</summary>
    public static IReadOnlyDictionary<string, string> ProcessVariables() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);

    /// <param name="problem">What is wrong, in one sentence for the operator; it repeats no secret.</param>
    /// <exception cref="IOException">A firebreak.json is there and cannot be read.</exception>
    public static bool TryRead(
        IReadOnlyList<string> options,
        IReadOnlyDictionary<string, string> variables,
        string workingFolder,
        [NotNullWhen(true)] out Settings? settings,
        out string problem)
    {
        settings = null;
        List<Given> inWorking = [], inData = [], inVariables = [], inOptions = [];
        problem = ReadFile(Path.Combine(workingFolder, FileName), inWorking);
        if (problem.Length == 0) problem = ReadVariables(variables, inVariables);
        if (problem.Length == 0) problem = ReadOptions(options, inOptions);
        if (problem.Length > 0) return false;

        var data = inWorking.Concat(inVariables).Concat(inOptions).LastOrDefault(given => given.Setting.Name == nameof(Settings.Data))?.Text;
        var dataFile = Path.GetFullPath(Path.Combine(workingFolder, data ?? new Settings().Data, FileName));
        if (dataFile != Path.GetFullPath(Path.Combine(workingFolder, FileName))) problem = ReadFile(dataFile, inData);
        if (problem.Length == 0 && inData.Exists(given => given.Setting.Name == nameof(Settings.Data)))
            problem = $"{dataFile} lies in the data folder and cannot name another one.";
        if (problem.Length > 0) return false;

        var read = new Settings();
        foreach (var given in inWorking.Concat(inData).Concat(inVariables).Concat(inOptions))
        {
            if (given.Setting.With(read, given.Text) is not { } next)
            {
                var said = given.Setting.IsSecret ? "another" : $"\"{given.Text}\"";
                problem = $"The setting {given.Setting.Name} takes {given.Setting.Takes}; {given.Where} says {said}.";
                return false;
            }

            read = next;
        }

        problem = SettingTable.ProblemOf(read);
        if (problem.Length == 0) settings = read;
        return problem.Length == 0;
    }

    private static string ReadFile(string path, List<Given> found)
    {
        if (!File.Exists(path)) return "";
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path), Json);
            if (json.RootElement.ValueKind != JsonValueKind.Object) return $"{path} must be a JSON object.";
            foreach (var property in json.RootElement.EnumerateObject())
            {
                var setting = SettingTable.All.FirstOrDefault(setting => setting.Key == property.Name);
                if (setting is null)
                    return $"{path} names \"{property.Name}\", which is no setting{Hint(property.Name, SettingTable.All.Select(known => known.Key))}";
                if (!TryText(property.Value, out var text)) return $"The setting {setting.Name} takes {setting.Takes}; {path} says something else.";
                found.Add(new Given(setting, text, path));
            }

            return "";
        }
        catch (JsonException wrong)
        {
            // The parser's own message may repeat what is there, and what is there may be a secret.
            return $"{path} is not JSON: see line {wrong.LineNumber + 1 ?? 1}; a name may stand there only once.";
        }
    }

    private static string ReadVariables(IReadOnlyDictionary<string, string> variables, List<Given> found)
    {
        foreach (var (name, value) in variables.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(VariablePrefix, StringComparison.OrdinalIgnoreCase) || OtherVariables.Contains(name)) continue;
            var setting = SettingTable.All.FirstOrDefault(setting => setting.Variable == name);
            if (setting is null)
                return $"The variable {name} is no setting{Hint(name, SettingTable.All.Select(known => known.Variable))}";
            // Compose files hand on variables that nobody set as empty ones.
            if (value.Length > 0) found.Add(new Given(setting, value, $"the variable {name}"));
        }

        return "";
    }

    private static string ReadOptions(IReadOnlyList<string> options, List<Given> found)
    {
        for (var i = 0; i < options.Count; i++)
        {
            var (name, value) = options[i].Split('=', 2) is [var front, var back] ? (front, back) : (options[i], null);
            var setting = SettingTable.All.FirstOrDefault(setting => setting.IsOption && setting.Option == name);
            if (setting is null) return UnknownOption(name);
            if (found.Exists(given => given.Setting == setting)) return $"{name} can be given only once.";
            if (setting.IsSwitch && value is not null) return $"{name} takes no value.";
            if (setting.IsSwitch) value = "true";
            if (value is null && ++i == options.Count) return $"{name} takes {setting.Takes}.";
            found.Add(new Given(setting, value ?? options[i], $"the option {name}"));
        }

        return "";
    }

    private static string UnknownOption(string name) =>
        SettingTable.All.FirstOrDefault(setting => setting.Option == name) is { } noOption
            ? $"{name} is no option; the variable {noOption.Variable} and the key {noOption.Key} of {FileName} are that setting."
            : $"serve has no option {name}{Hint(name, SettingTable.All.Where(known => known.IsOption).Select(known => known.Option))}";

    // A list may be an array, and pairs an object; both become the text that a variable would hold.
    private static bool TryText(JsonElement value, out string text)
    {
        text = "";
        if (IsPlain(value)) text = value.ToString();
        else if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(IsPlain))
            text = string.Join(',', value.EnumerateArray());
        else if (value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(pair => IsPlain(pair.Value)))
            text = string.Join(',', value.EnumerateObject().Select(pair => $"{pair.Name}={pair.Value}"));
        else return false;
        return true;
    }

    private static bool IsPlain(JsonElement value) =>
        value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;

    private static string Hint(string name, IEnumerable<string> known) =>
        Spelling.Nearest(name, known) is { } near ? $"; did you mean {near}?" : "; docs/settings.md lists them all.";
}
