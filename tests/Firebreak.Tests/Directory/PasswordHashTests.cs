using Firebreak.Directory;
using Xunit;

namespace Firebreak.Tests.Directory;

public sealed class PasswordHashTests
{
    private const int FewIterations = 1000;

    [Fact]
    public void A_password_is_right_against_its_own_hash_and_no_other_is()
    {
        var stored = PasswordHashes.Hash("Abcd1234é", FewIterations).Text;
        Assert.StartsWith("$aspnet$AQAAAA", stored, StringComparison.Ordinal);
        Assert.Equal(PasswordVerdict.Right, PasswordHashes.Verify(stored, "Abcd1234é", FewIterations));
        Assert.Equal(PasswordVerdict.Wrong, PasswordHashes.Verify(stored, "Abcd1234e", FewIterations));
        Assert.Equal(PasswordVerdict.Wrong, PasswordHashes.Verify(stored, "", FewIterations));
    }

    [Fact]
    public void Two_hashes_of_one_password_differ() =>
        Assert.NotEqual(PasswordHashes.Hash("Abcd1234", FewIterations).Text, PasswordHashes.Hash("Abcd1234", FewIterations).Text);

    [Fact]
    public void A_hash_with_fewer_iterations_than_today_is_to_be_made_anew()
    {
        var old = PasswordHashes.Hash("Abcd1234", FewIterations);
        Assert.Equal(PasswordVerdict.RightButRehash, PasswordHashes.Verify(old, "Abcd1234", FewIterations + 1));
        Assert.Equal(PasswordVerdict.Wrong, PasswordHashes.Verify(old, "abcd1234", FewIterations + 1));
    }

    [Fact]
    public void The_default_cost_is_inside_the_hash()
    {
        var blob = Convert.FromBase64String(PasswordHashes.Hash("Abcd1234", PasswordHashes.DefaultIterations).Text["$aspnet$".Length..]);
        // Version, digest (2: SHA-512), iterations, salt length, each but the first four bytes from the high end.
        Assert.Equal([1, 0, 0, 0, 2, 0, 3, 0x5b, 0x60, 0, 0, 0, 16], blob[..13]);
    }

    [Fact]
    public void A_stored_text_is_read_back_as_itself_and_never_prints()
    {
        var hash = PasswordHashes.Hash("Abcd1234", FewIterations);
        Assert.True(PasswordHash.TryParse(hash.Text, out var read));
        Assert.Equal(hash.Text, read.Text);
        Assert.False(read.IsImported);
        Assert.Equal("PasswordHash(hidden)", $"{read}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Abcd1234")]
    [InlineData("$aspnet$")]
    [InlineData("$aspnet$no base64")]
    [InlineData("$SHA-224$$$AAAA")]
    [InlineData("$MD5$PREFIX$$uZfR9Ysj9AlC00Vr0JI2rA==")]
    [InlineData("$BCRYPT$20$abcdefghijklmnopqrstuu$I5WMLjP4401wkJITtmj8uO77VeAnTbe")]
    [InlineData("$PBKDF2$SHA256_HMAC$-1$AAAA$AAAA")]
    public void A_text_that_was_never_stored_is_refused(string text)
    {
        Assert.False(PasswordHash.TryParse(text, out _));
        Assert.Throws<FormatException>(() => PasswordHashes.Verify(text, "Abcd1234"));
    }

    [Fact]
    public void Nobody_costs_a_whole_derivation()
    {
        // The best of several, and a ratio: twenty times the iterations must show on any machine.
        Assert.True(Shortest(200_000) > Shortest(10_000) * 4);

        static TimeSpan Shortest(int iterations) => Enumerable.Range(0, 5).Min(_ =>
        {
            var start = TimeProvider.System.GetTimestamp();
            PasswordHashes.VerifyNobody("Abcd1234", iterations);
            return TimeProvider.System.GetElapsedTime(start);
        });
    }
}
