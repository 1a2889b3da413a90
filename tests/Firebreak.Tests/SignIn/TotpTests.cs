using System.Text;
using Firebreak.SignIn;
using Xunit;

namespace Firebreak.Tests.SignIn;

public sealed class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    // RFC 6238, appendix B, SHA1.
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void The_RFCs_vectors(long seconds, string code) => Assert.Equal(code, Totp.CodeAt(Secret, Totp.StepAt(seconds * 1_000_000), 8));

    // RFC 4226, appendix D.
    [Fact]
    public void The_counters_vectors() => Assert.Equal(
        ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"], Enumerable.Range(0, 10).Select(step => Totp.CodeAt(Secret, step)));

    [Fact]
    public void One_step_each_way_is_good_and_no_more()
    {
        const long Now = 1_800_000_015_000_000;
        var step = Totp.StepAt(Now);
        for (var off = -3; off <= 3; off++) Assert.Equal(Math.Abs(off) <= 1 ? step + off : null, Totp.Match(Secret, Totp.CodeAt(Secret, step + off), Now));
        Assert.Null(Totp.Match(Secret, "", Now));
        Assert.Null(Totp.Match(Secret, Totp.CodeAt(Secret, step)[1..], Now));
    }

    // RFC 4648, 10, without the padding.
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base_32(string text, string encoded) => Assert.Equal(encoded, Base32.Encode(Encoding.ASCII.GetBytes(text)));
}
