using System.Text.Json;
using Firebreak.Directory;
using Xunit;

namespace Firebreak.Tests.Directory;

/// <summary>
/// The vectors are of the password <c>Abcd1234é</c> in UTF-8 and the salt <c>firebreak-salt!</c>, made with Python 3:
/// <c>base64(hashlib.new(name, salt + password).digest())</c>, <c>hashlib.pbkdf2_hmac(name, password, salt, iterations, length)</c>
/// and <c>crypt.crypt(password, '$2b$05$abcdefghijklmnopqrstuu')</c>.
/// </summary>
public sealed class PasswordImportTests
{
    private const string Salt = "ZmlyZWJyZWFrLXNhbHQh";

    private const string Bcrypt =
        """{"algorithm":"BCRYPT","workFactor":5,"salt":"abcdefghijklmnopqrstuu","value":"I5WMLjP4401wkJITtmj8uO77VeAnTbe"}""";

    [Theory]
    [InlineData("MD5", "PREFIX", "FBBvK7YUfae4LW4PugfJjg==")]
    [InlineData("MD5", "POSTFIX", "Cc7q1NtsofYapp4PJOnfbw==")]
    [InlineData("MD5", null, "uZfR9Ysj9AlC00Vr0JI2rA==")]
    [InlineData("SHA-1", "PREFIX", "mWJ87y4CMzp38TvS6iasurTzP/Q=")]
    [InlineData("SHA-1", "POSTFIX", "zy+z/QOv+TTacMCjmDZFAteKMKI=")]
    [InlineData("SHA-1", null, "cRD7QN/2+H8yZlI4FOJy/MfF/mY=")]
    [InlineData("SHA-256", "PREFIX", "/ijkaXOscNQqmI8Axlv+XYO1IVdGKiWt6fLiiXPG0Cg=")]
    [InlineData("SHA-256", "POSTFIX", "baTbPvEoUr3Lf8LUZM6J0fQ6lVnGNz2Y04KA3QYZm6Y=")]
    [InlineData("SHA-256", null, "WYB7v1d+vxnvdU+fQdESsSJBvkKKW89ULdbIkLXBXZs=")]
    [InlineData("SHA-512", "PREFIX", "sb2GuuV3AZPYAfYzesrz+gEf55VVZcvHad/lxxj86T81ox5n8FzPW0r5LG+0+8fbaUpZkbI5V0/Rm2j0SR6Hjg==")]
    [InlineData("SHA-512", "POSTFIX", "2wVtwL7kvGNG/evByc2wb71mkVTXPC9naSp6nSiK+3Ke2/rG3uySAc4R/oVeWaZJRHazsvIKGGxp++ldzPaWww==")]
    [InlineData("SHA-512", null, "LbNih6zaZEe+ffFnP86z4oHem8uhXpNXoJSv7u83wHrCNXmOuLNE6XJMNCw0t2tsuIL/tR1froEg+5KjRV9PAw==")]
    public void A_digest_made_elsewhere_knows_its_password(string algorithm, string? saltOrder, string value) =>
        Knows(JsonSerializer.Serialize(new { algorithm, saltOrder, salt = saltOrder is null ? null : Salt, value }));

    [Theory]
    [InlineData("SHA256_HMAC", 4096, 32, "p6AEoqZxk3pxa1UiMBvDah9sXHn7afyCjeX5plZlKJI=")]
    [InlineData("SHA512_HMAC", 10000, 64, "ohtxBvdwDW4FnVKB6CvdK2W8bHBe1gQYJU+tlUdUJ3wzVNCZ11eLaI3wj/1qrMyXLx/msOmN0pqtrBQ0Cxli/g==")]
    public void A_derived_key_made_elsewhere_knows_its_password(string digestAlgorithm, int iterationCount, int keySize, string value) =>
        Knows(JsonSerializer.Serialize(new { algorithm = "PBKDF2", digestAlgorithm, iterationCount, keySize, salt = Salt, value }));

    [Fact]
    public void A_bcrypt_hash_made_elsewhere_knows_its_password() => Knows(Bcrypt);

    [Fact]
    public void Bcrypt_takes_the_spare_bits_of_a_salt_as_they_come() => Knows(Bcrypt.Replace("rstuu", "rstuv", StringComparison.Ordinal));

    [Fact]
    public void Bcrypt_cuts_no_password()
    {
        // crypt.crypt('a' * 72, '$2b$04$abcdefghijklmnopqrstuu'): bcrypt alone would take any longer row of a's for it.
        var hash = Import(
            """{"algorithm":"BCRYPT","workFactor":4,"salt":"abcdefghijklmnopqrstuu","value":"BzzIgyKkz7xMWYSzkIjUSnxEQFQ0WNe"}""");
        Assert.Equal(PasswordVerdict.RightButRehash, PasswordHashes.Verify(hash, new string('a', 72)));
        Assert.Equal(PasswordVerdict.Wrong, PasswordHashes.Verify(hash, new string('a', 73)));
        Assert.Equal(PasswordVerdict.Wrong, PasswordHashes.Verify(hash, new string('a', 71)));
        Assert.Equal(PasswordVerdict.Wrong, PasswordHashes.Verify(hash, new string('a', 71) + "\0"));
    }

    [Theory]
    [InlineData("""[]""", "hash:")]
    [InlineData("""{}""", "algorithm:")]
    [InlineData("""{"algorithm":7}""", "algorithm:")]
    [InlineData("""{"algorithm":"SCRYPT","value":"AAAA"}""", "algorithm:")]
    [InlineData("""{"algorithm":"MD5"}""", "value:")]
    [InlineData("""{"algorithm":"MD5","value":"uZfR9Ysj9AlC00Vr0JI2"}""", "value:")]
    [InlineData("""{"algorithm":"MD5","value":" uZfR9Ysj9AlC00Vr0JI2rA=="}""", "value:")]
    [InlineData("""{"algorithm":"MD5","value":"uZfR9Ysj9AlC00Vr0JI2rA==","salt":"AAAA"}""", "saltOrder:")]
    [InlineData("""{"algorithm":"MD5","value":"uZfR9Ysj9AlC00Vr0JI2rA==","saltOrder":"PREFIX"}""", "salt:")]
    [InlineData("""{"algorithm":"MD5","value":"uZfR9Ysj9AlC00Vr0JI2rA==","salt":"A","saltOrder":"PREFIX"}""", "salt:")]
    [InlineData("""{"algorithm":"BCRYPT","salt":"abcdefghijklmnopqrstuu","value":"I5WMLjP4401wkJITtmj8uO77VeAnTbe"}""", "workFactor:")]
    [InlineData("""{"algorithm":"BCRYPT","workFactor":15,"salt":"abcdefghijklmnopqrstuu","value":"I5WMLjP4401wkJITtmj8uO77VeAnTbe"}""", "workFactor:")]
    [InlineData("""{"algorithm":"BCRYPT","workFactor":5,"salt":"abcdefghijklmnopqrstu$","value":"I5WMLjP4401wkJITtmj8uO77VeAnTbe"}""", "salt:")]
    [InlineData("""{"algorithm":"BCRYPT","workFactor":5,"salt":"abcdefghijklmnopqrstuu","value":"I5"}""", "value:")]
    [InlineData("""{"algorithm":"PBKDF2","iterationCount":4096,"keySize":16,"salt":"AAAA","value":"uZfR9Ysj9AlC00Vr0JI2rA=="}""", "digestAlgorithm:")]
    [InlineData("""{"algorithm":"PBKDF2","digestAlgorithm":"SHA256_HMAC","iterationCount":4095,"keySize":16,"salt":"AAAA","value":"uZfR9Ysj9AlC00Vr0JI2rA=="}""", "iterationCount:")]
    [InlineData("""{"algorithm":"PBKDF2","digestAlgorithm":"SHA256_HMAC","iterationCount":1000001,"keySize":16,"salt":"AAAA","value":"uZfR9Ysj9AlC00Vr0JI2rA=="}""", "iterationCount:")]
    [InlineData("""{"algorithm":"PBKDF2","digestAlgorithm":"SHA256_HMAC","iterationCount":5e9,"keySize":16,"salt":"AAAA","value":"uZfR9Ysj9AlC00Vr0JI2rA=="}""", "iterationCount:")]
    [InlineData("""{"algorithm":"PBKDF2","digestAlgorithm":"SHA256_HMAC","iterationCount":4096,"keySize":32,"salt":"AAAA","value":"uZfR9Ysj9AlC00Vr0JI2rA=="}""", "keySize:")]
    [InlineData("""{"algorithm":"PBKDF2","digestAlgorithm":"SHA256_HMAC","iterationCount":4096,"keySize":3,"salt":"AAAA","value":"AAAA"}""", "value:")]
    [InlineData("""{"algorithm":"PBKDF2","digestAlgorithm":"SHA256_HMAC","iterationCount":4096,"keySize":16,"value":"uZfR9Ysj9AlC00Vr0JI2rA=="}""", "salt:")]
    public void What_is_no_hash_is_refused_with_its_field(string json, string field)
    {
        Assert.False(PasswordImport.TryImport(JsonDocument.Parse(json).RootElement, out _, out var problem));
        Assert.StartsWith(field, problem, StringComparison.Ordinal);
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
    }

    private static void Knows(string json)
    {
        var hash = Import(json);
        Assert.True(hash.IsImported);
        Assert.True(PasswordHash.TryParse(hash.Text, out var read));
        Assert.Equal(hash.Text, read.Text);
        Assert.Equal("PasswordHash(hidden)", $"{read}");
        Assert.Equal(PasswordVerdict.RightButRehash, PasswordHashes.Verify(read, "Abcd1234é", 1000));
        Assert.Equal(PasswordVerdict.Wrong, PasswordHashes.Verify(read, "Abcd1234e", 1000));
        Assert.Equal(PasswordVerdict.Wrong, PasswordHashes.Verify(read, "", 1000));
    }

    private static PasswordHash Import(string json)
    {
        Assert.True(PasswordImport.TryImport(JsonDocument.Parse(json).RootElement, out var hash, out var problem), problem);
        return hash;
    }
}
