using Firebreak.Log.Notes;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Firebreak.Tests.Notes;

public sealed class KeyTests
{
    // From the documentation of golang.org/x/mod/sumdb/note.
    private const string GoSecret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    private const string GoVerifier = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    [Fact]
    public void The_keys_of_Gos_documentation_are_read_and_written()
    {
        Assert.True(SigningKey.TryParse(GoSecret, out var secret));
        Assert.True(VerifierKey.TryParse(GoVerifier, out var verifier));
        Assert.Equal(GoSecret, secret.Export());
        Assert.Equal(GoVerifier, verifier.ToString());
        Assert.Equal(GoVerifier, secret.Verifier.ToString());
        Assert.Equal(("PeterNeumann", KeyKind.Ed25519, 0xc74f20a3u), (verifier.Name, verifier.Kind, verifier.Id));
    }

    [Theory]
    [InlineData("log.example/00o1", KeyKind.Ed25519)]
    [InlineData("witness.example", KeyKind.Cosignature)]
    [InlineData("Prüfstelle/日本", KeyKind.Ed25519)]
    public void A_key_that_was_made_is_the_same_when_it_is_read(string name, KeyKind kind)
    {
        var made = SigningKey.Generate(name, kind);
        Assert.True(SigningKey.TryParse($"  {made.Export()}\n", out var read));
        Assert.Equal(made.Export(), read.Export());
        Assert.True(VerifierKey.TryParse($"{made.Verifier}\n", out var verifier));
        Assert.Equal((name, kind, made.Verifier.Id), (verifier.Name, verifier.Kind, verifier.Id));
        Assert.Equal(made.Verifier.ToString(), verifier.ToString());
    }

    [Fact]
    public void Two_keys_are_never_the_same() =>
        Assert.NotEqual(SigningKey.Generate("log").Export(), SigningKey.Generate("log").Export(), StringComparer.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a+b")]
    [InlineData("a\nb")]
    [InlineData("a\u00a0b")]
    [InlineData("a\0b")]
    public void A_name_is_not_empty_and_has_no_space_and_no_plus(string name) =>
        Assert.Throws<ArgumentException>(() => SigningKey.Generate(name));

    [Theory]
    [InlineData("")]
    [InlineData("PeterNeumann")]
    [InlineData("PeterNeumann+c74f20a3")]
    [InlineData("PeterNeumann+c74f20a3+")]
    [InlineData("PeterNeumann+c74f20a3+AQ==")]
    [InlineData("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")] // another hash
    [InlineData("PeterNeuman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")] // another name
    [InlineData("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TX")] // another key
    [InlineData("PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")] // another kind
    [InlineData("PeterNeumann+74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+0c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20zz+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T")]
    [InlineData("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWAA==")]
    [InlineData("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData(GoSecret)]
    public void What_is_no_verifier_key_is_refused(string text) => Assert.False(VerifierKey.TryParse(text, out _));

    [Theory]
    [InlineData("")]
    [InlineData("PRIVATE+KEY+")]
    [InlineData("PRIVATE+KEY+PeterNeumann+c74f20a3+")]
    [InlineData("PRIVATE+KEY+PeterNeumann+c74f20a4+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")]
    [InlineData("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFy")]
    [InlineData("private+key+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")]
    [InlineData("PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")]
    [InlineData(GoVerifier)]
    [InlineData("PRIVATE+KEY+" + GoVerifier)]
    public void What_is_no_private_key_is_refused(string text) => Assert.False(SigningKey.TryParse(text, out _));

    [Fact]
    public void A_private_key_does_not_print_itself()
    {
        Assert.True(SigningKey.TryParse(GoSecret, out var key));
        Assert.DoesNotContain(GoSecret[^40..], $"{key}", StringComparison.Ordinal);
        Assert.Equal("SigningKey(PeterNeumann)", key.ToString());
    }

    [Fact]
    public void No_verifier_key_with_one_letter_changed_is_the_same_key() =>
        Prop.ForAll(Gen.Choose(0, GoVerifier.Length - 1).ToArbitrary(), Gen.Choose(33, 126).ToArbitrary(), (at, letter) =>
        {
            var changed = GoVerifier[..at] + (char)letter + GoVerifier[(at + 1)..];
            // The key's hash may be written in capitals.
            if (string.Equals(changed, GoVerifier, StringComparison.OrdinalIgnoreCase) && at is >= 13 and < 21) return;
            Assert.Equal(changed == GoVerifier, VerifierKey.TryParse(changed, out _));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
}
