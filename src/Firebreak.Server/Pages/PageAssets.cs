using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Firebreak.Server.Hosting;

namespace Firebreak.Server.Pages;

/// <summary>Styles, scripts and pictures: in the assembly, under names that hold their hash, so that a browser keeps them for good.</summary>
internal static class PageAssets
{
    private const string Prefix = "Assets/";
    private static readonly Lazy<FrozenDictionary<string, Asset>> Known = new(Load);

    /// <summary>Where an asset is found, the same for every org.</summary>
    public static string Url(string file) => Known.Value[file].Url;

    public static Task Answer(HttpContext http)
    {
        var name = (string)http.Request.RouteValues["name"]!;
        if (Known.Value.Values.FirstOrDefault(asset => asset.Name == name) is not { } found) return Errors.Write(http, Refusal.NoSuchEndpoint);
        var response = http.Response;
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        response.Headers.ETag = found.Tag;
        response.Headers.XContentTypeOptions = "nosniff";
        if (http.Request.Headers.IfNoneMatch is [{ } tag] && tag == found.Tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        response.ContentType = found.Type;
        response.ContentLength = found.Bytes.Length;
        return response.Body.WriteAsync(found.Bytes, http.RequestAborted).AsTask();
    }

    private static FrozenDictionary<string, Asset> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => Asset.Of(name[Prefix.Length..], Read(assembly, name)))
            .ToFrozenDictionary(asset => asset.File, StringComparer.Ordinal);
    }

    private static byte[] Read(Assembly assembly, string name)
    {
        using var from = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[from.Length];
        from.ReadExactly(bytes);
        return bytes;
    }

    private sealed record Asset(string File, string Name, string Type, string Tag, byte[] Bytes)
    {
        public string Url => "/assets/" + Name;

        public static Asset Of(string file, byte[] bytes)
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));
            var (stem, end) = (Path.GetFileNameWithoutExtension(file), Path.GetExtension(file));
            var type = end switch
            {
                ".css" => "text/css; charset=utf-8",
                ".js" => "text/javascript; charset=utf-8",
                ".svg" => "image/svg+xml",
                _ => throw new InvalidOperationException($"An asset of no known type: {file}"),
            };
            return new Asset(file, $"{stem}.{hash}{end}", type, $"\"{hash}\"", bytes);
        }
    }
}
