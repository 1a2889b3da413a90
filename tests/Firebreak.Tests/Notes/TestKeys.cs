using Firebreak.Log.Notes;
using Xunit;

namespace Firebreak.Tests.Notes;

/// <summary>Keys made from a fixed secret.</summary>
internal static class TestKeys
{
    public static SigningKey Of(string name, byte seed = 7, KeyKind kind = KeyKind.Ed25519)
    {
        byte[] secret = [.. Enumerable.Repeat(seed, Ed25519.SeedBytes)];
        var id = VerifierKey.Of(name, kind, Ed25519.PublicKeyOf(secret)).Id;
        Assert.True(SigningKey.TryParse("PRIVATE+KEY+" + KeyText.Join(name, id, kind, secret), out var key));
        return key;
    }

    public static SigningKey Witness(string name, byte seed = 9) => Of(name, seed, KeyKind.Cosignature);
}
