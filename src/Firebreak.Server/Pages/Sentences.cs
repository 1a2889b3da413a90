using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;

namespace Firebreak.Server.Pages;

/// <summary>Every sentence a person sees in one language, by its code: the lines <c>code = sentence</c> of a file in the assembly.</summary>
public sealed class Sentences
{
    private static readonly Lazy<Sentences> Read = new(() => new Sentences("en"));
    private readonly FrozenDictionary<string, string> _byCode;

    private Sentences(string language) => (Language, _byCode) = (language, Load(language));

    /// <summary>English.</summary>
    public static Sentences English => Read.Value;

    /// <summary>The language's tag, as HTML names it.</summary>
    public string Language { get; }

    /// <summary>All codes, for the test that each is used and each used one is there.</summary>
    internal IEnumerable<string> Codes => _byCode.Keys;

    /// <summary>A sentence, its holes filled. A code that is missing shows itself: a page is worth more than its label.</summary>
    public string Say(string code, params ReadOnlySpan<object?> with)
    {
        var sentence = _byCode.GetValueOrDefault(code, code);
        return with.IsEmpty ? sentence : string.Format(CultureInfo.InvariantCulture, sentence, with);
    }

    /// <summary>Whether there is a sentence of this code.</summary>
    public bool Has(string code) => _byCode.ContainsKey(code);

    private static FrozenDictionary<string, string> Load(string language)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"Sentences/{language}.txt")!);
        return reader.ReadToEnd().Split('\n')
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(" = ", 2))
            .ToFrozenDictionary(parts => parts[0].Trim(), parts => parts[1].Trim(), StringComparer.Ordinal);
    }
}
