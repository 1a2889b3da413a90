using Firebreak.Directory;
using Xunit;

namespace Firebreak.Tests.Directory;

public sealed class PasswordPolicyTests
{
    private const string Unmet =
        "Password requirements were not met. Password requirements: at least 8 characters, a lowercase letter, an uppercase letter, a number, "
        + "no parts of your username. Your password cannot be any of your last 4 passwords.";

    private static readonly PasswordPolicy Default = new();

    [Theory]
    [InlineData("Abcd1234")]
    [InlineData("Ab1 Ab1 ")]
    [InlineData("Äb3𝒳𝒳𝒳𝒳𝒳")]
    public void A_good_password_has_no_problem(string password) => Assert.Empty(Default.Check(password, "isaac.brock@example.com"));

    [Theory]
    [InlineData("")]
    [InlineData("Abcd123")]
    [InlineData("abcd1234")]
    [InlineData("ABCD1234")]
    [InlineData("Abcdefgh")]
    [InlineData("Ab3𝒳𝒳𝒳𝒳")]
    public void What_the_policy_asks_is_said_in_one_sentence(string password) =>
        Assert.Equal([Unmet], Default.Check(password, "isaac.brock@example.com"));

    [Theory]
    [InlineData("brockR0cks!", true)]
    [InlineData("xxISAAC1xx", true)]
    [InlineData("myExample9", true)]
    [InlineData("Info1234", false)]
    [InlineData("Ann12345", false)]
    public void Parts_of_the_login_count_from_four_letters_and_without_the_parent_domain(string password, bool isRefused) =>
        Assert.Equal(isRefused, Default.Check(password, "isaac.brock_ann@example.info").Length > 0);

    [Fact]
    public void A_login_that_is_no_address_counts_whole()
    {
        Assert.NotEmpty(Default.Check("xABCx1234", "abc"));
        Assert.Empty(new PasswordPolicy { ExcludeUsername = false }.Check("xABCx1234", "abc"));
        Assert.Empty(Default.Check("Abcd1234", ""));
    }

    [Fact]
    public void Names_count_where_the_policy_excludes_them()
    {
        var policy = new PasswordPolicy { ExcludeFirstName = true, ExcludeLastName = true, HistoryCount = 0, MinSymbol = 1, MinNumber = 2 };
        Assert.Empty(policy.Check("Ab-d1234", "x@example.com", "Ada", ""));
        var problem = Assert.Single(policy.Check("Ada-1234", "x@example.com", "Ada", "King"));
        Assert.EndsWith("2 numbers, a symbol, no parts of your username, does not include your first name, does not include your last name.", problem, StringComparison.Ordinal);
        Assert.Single(policy.Check("xKING-1234x", "x@example.com", "Ada", "King"));
        Assert.Single(policy.Check("Abcd1234", "x@example.com", "Ada", "King"));
    }

    [Fact]
    public void A_long_password_is_refused_and_not_cut()
    {
        var fits = "Ab1" + new string('é', 126) + "x";
        Assert.Empty(Default.Check(fits, "x@example.com"));
        Assert.Equal(["Password cannot be longer than 256 bytes."], Default.Check(fits + "x", "x@example.com"));
    }

    [Fact]
    public void Half_a_character_is_refused() =>
        Assert.Equal(["Password cannot be read as Unicode text."], Default.Check("Abcd1234\ud835", "x@example.com"));

    [Fact]
    public void The_last_passwords_do_not_come_back()
    {
        PasswordHash[] history = [.. Enumerable.Range(1, 5).Select(i => PasswordHashes.Hash($"Abcd000{i}", 1000))];
        Assert.True(Default.WasUsed("Abcd0001", history));
        Assert.True(Default.WasUsed("Abcd0004", history));
        Assert.False(Default.WasUsed("Abcd0005", history));
        Assert.False(new PasswordPolicy { HistoryCount = 0 }.WasUsed("Abcd0001", history));
    }
}
