using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Firebreak.Directory;

/// <summary>
/// What ASP.NET Core's <c>PasswordHasher</c> makes (its version 3): PBKDF2 with HMAC-SHA-512, a random salt of 16 bytes and a
/// key of 32, the iterations inside, all as base64.
/// </summary>
internal sealed class OwnHash : PasswordHash
{
    public const string Scheme = "aspnet";

    // The hasher hands the user to nobody; it is there for those who derive from it.
    private static readonly object NoUser = new();

    private readonly string _blob;

    private OwnHash(string blob)
        : base(Scheme, blob) => _blob = blob;

    public override bool IsImported => false;

    public static OwnHash Make(string password, int iterations) => new(Hasher(iterations).HashPassword(NoUser, password));

    public static bool TryMake(string blob, [NotNullWhen(true)] out OwnHash? hash)
    {
        hash = Base64.TryDecode(blob, out var bytes) && bytes.Length > 0 ? new OwnHash(blob) : null;
        return hash is not null;
    }

    public PasswordVerdict Verify(string password, int iterations) =>
        Hasher(iterations).VerifyHashedPassword(NoUser, _blob, password) switch
        {
            PasswordVerificationResult.Success => PasswordVerdict.Right,
            PasswordVerificationResult.SuccessRehashNeeded => PasswordVerdict.RightButRehash,
            _ => PasswordVerdict.Wrong,
        };

    internal override bool Matches(string password) => Verify(password, PasswordHashes.Iterations) != PasswordVerdict.Wrong;

    private static PasswordHasher<object> Hasher(int iterations) =>
        new(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
}
