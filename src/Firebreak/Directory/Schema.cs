using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Firebreak.Directory;

/// <summary>What a schema describes.</summary>
public enum SchemaKind
{
    /// <summary>The users of one type.</summary>
    User,

    /// <summary>The groups of an org.</summary>
    Group,

    /// <summary>The users of one app.</summary>
    App,
}

/// <summary>
/// The attributes that a kind of profile has, base and custom, and the one place that says whether a profile is valid. It is a value: the
/// same texts in the store make the same schema.
/// </summary>
public sealed class Schema(SchemaKind kind, ImmutableArray<SchemaAttribute> @base, ImmutableArray<SchemaAttribute> custom)
{
    private static readonly ConcurrentDictionary<(SchemaKind Kind, string Base, string Custom), Schema> Known = new();
    private readonly ImmutableDictionary<string, SchemaAttribute> _byName =
        @base.Concat(custom).ToImmutableDictionary(attribute => attribute.Name, StringComparer.Ordinal);

    /// <summary>What it describes.</summary>
    public SchemaKind Kind => kind;

    /// <summary>The attributes that every org has.</summary>
    public ImmutableArray<SchemaAttribute> Base => @base;

    /// <summary>The attributes that this org added.</summary>
    public ImmutableArray<SchemaAttribute> Custom => custom;

    /// <summary>The schema of a kind to which nothing was added.</summary>
    public static Schema Plain(SchemaKind kind) => Of(kind, "{}", "{}");

    /// <summary>All attributes, base first.</summary>
    public IEnumerable<SchemaAttribute> All => Base.Concat(Custom);

    /// <summary>The custom attributes of which no two profiles may have the same value.</summary>
    public IEnumerable<SchemaAttribute> Unique => Custom.Where(attribute => attribute.IsUnique);

    /// <summary>An attribute by its name, exactly; null when there is none.</summary>
    public SchemaAttribute? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>
    /// Why a whole profile (after a change: the old one and the change together) is not valid; null when it is. A null is a value that is not
    /// there. Uniqueness is not seen here.
    /// </summary>
    public Refusal? Check(JsonElement profile)
    {
        if (profile.ValueKind != JsonValueKind.Object) return Refusal.BadBody();
        var causes = new List<string>();
        string? first = null;
        foreach (var given in profile.EnumerateObject())
            if (given.Value.ValueKind != JsonValueKind.Null && Problem(given) is { } problem) Say(given.Name, problem);
        foreach (var attribute in _byName.Values)
            if (attribute.IsRequired && IsBlank(profile, attribute.Name)) Say(attribute.Name, "The field cannot be left blank");
        return first is null ? null : Refusal.Invalid(first, [.. causes]);

        void Say(string name, string problem)
        {
            first ??= name;
            causes.Add($"{name}: {problem}");
        }
    }

    /// <summary>What is wrong with one value, or with its name; null when nothing is.</summary>
    public string? Problem(string name, JsonElement value)
    {
        if (Find(name) is not { } attribute) return $"This property does not exist on the {Word} profile";
        if (value.ValueKind == JsonValueKind.Null) return attribute.IsRequired ? "The field cannot be left blank" : null;
        if (SchemaAttributeRules.Problem(attribute, value) is { } problem) return problem;
        var mustBeMail = Kind == SchemaKind.User && name == "login" && attribute.Pattern is null;
        return mustBeMail && !AttributeFormat.IsEmail(value.GetString()!) ? "Username must be in the form of an email address" : null;
    }

    /// <summary>The same with other base attributes.</summary>
    internal Schema WithBase(ImmutableArray<SchemaAttribute> attributes) => new(Kind, attributes, Custom);

    /// <summary>The same with other custom attributes.</summary>
    internal Schema WithCustom(ImmutableArray<SchemaAttribute> attributes) => new(Kind, Base, attributes);

    /// <summary>The custom attributes as they are kept: an object of name to attribute.</summary>
    internal string CustomText => Write(Custom);

    /// <summary>What an administrator changed of the base attributes, as it is kept.</summary>
    internal string BaseText
    {
        get
        {
            var plain = Plain(Kind);
            return Write([.. Base.Where(attribute => Text(attribute) != Text(plain.Find(attribute.Name)!))], sayRequired: true);
        }
    }

    /// <summary>Okta's word for what the schema describes.</summary>
    internal string Word => Kind switch { SchemaKind.User => "user", SchemaKind.Group => "group", SchemaKind.App => "appuser", _ => throw new InvalidOperationException() };

    /// <summary>The schema that the store's texts mean; read once for as long as they stay the same.</summary>
    internal static Schema Of(SchemaKind kind, string changedBase, string custom)
    {
        if (Known.Count > 10_000) Known.Clear();
        return Known.GetOrAdd((kind, changedBase, custom), static texts => Read(texts.Kind, texts.Base, texts.Custom));
    }

    /// <summary>An attribute's JSON as text: equal texts are equal attributes.</summary>
    internal static string Text(SchemaAttribute attribute) => Json(json => attribute.Write(json));

    private static Schema Read(SchemaKind kind, string changedBase, string custom)
    {
        var wrong = new List<string>();
        using var changes = JsonDocument.Parse(changedBase);
        using var added = JsonDocument.Parse(custom);
        var schema = new Schema(
            kind,
            [.. OfKind(kind).Select(attribute => changes.RootElement.TryGetProperty(attribute.Name, out var change)
                ? SchemaAttributeReader.Read(attribute, attribute.Name, change, wrong)! : attribute)],
            [.. added.RootElement.EnumerateObject().Select(attribute => SchemaAttributeReader.Read(null, attribute.Name, attribute.Value, wrong)!)]);
        return wrong.Count == 0 ? schema : throw new InvalidDataException($"A schema in the store cannot be read: {wrong[0]}");
    }

    private static ImmutableArray<SchemaAttribute> OfKind(SchemaKind kind) => kind switch
    {
        SchemaKind.User => BaseAttributes.OfUsers,
        SchemaKind.Group => BaseAttributes.OfGroups,
        SchemaKind.App => BaseAttributes.OfAppUsers,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private string? Problem(JsonProperty given) => Problem(given.Name, given.Value);

    private static bool IsBlank(JsonElement profile, string name) =>
        !profile.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && value.ValueEquals(""));

    private static string Write(ImmutableArray<SchemaAttribute> attributes, bool sayRequired = false) => Json(json =>
    {
        json.WriteStartObject();
        foreach (var attribute in attributes)
        {
            json.WritePropertyName(attribute.Name);
            attribute.Write(json, sayRequired);
        }
        json.WriteEndObject();
    });

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
