using System.Text;
using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>
/// Seals what apps keep secret and must show again: client secrets and passwords. Whoever reads the tables without the master key learns
/// nothing, and a sealed value that is moved to another org or another thing does not open.
/// </summary>
internal readonly record struct AppSecrets(Secrets Secrets)
{
    private const string Purpose = "app";

    /// <summary>The seal of a store.</summary>
    public static AppSecrets Of(Store store) => new(store.Secrets);

    /// <param name="place">What it belongs to: it opens there alone.</param>
    public byte[] Seal(string secret, string org, string place) => Secrets.Wrap(org, Purpose, place, Encoding.UTF8.GetBytes(secret));

    /// <exception cref="System.Security.Cryptography.CryptographicException">It was not sealed here, for this place, with this master key.</exception>
    public string Open(byte[] box, string org, string place) => Encoding.UTF8.GetString(Secrets.Unwrap(org, Purpose, place, box));

    /// <inheritdoc/>
    public override string ToString() => "AppSecrets(hidden)";
}
