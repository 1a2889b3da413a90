using System.Diagnostics;
using System.Text.Json;
using Firebreak.Expressions;
using Xunit;

namespace Firebreak.Tests.Expressions;

/// <summary>What expressions say of a user, and what is said of what is no expression.</summary>
public sealed class UserExpressionTests
{
    private static readonly ExpressionUser Winston = new(
        JsonElement.Parse(
            """
            {
              "firstName": "Winston", "lastName": "Churchill", "email": "winston.churchill@gmail.com", "login": "winston.churchill@gmail.com",
              "department": "California-East-Sales", "city": "San Francisco", "salary": 1000000, "isContractor": false, "hasBadge": true, "employeeNumber": "",
              "primaryPhone": "+1 (415) 555-2671", "title": "engineer", "favoriteColors": ["blue", "red"], "numbers": [10, 20, 30], "groupCode": 123, "half": "\ud800", "object": {}
            }
            """),
        "00u1",
        "ACTIVE",
        new HashSet<string>(StringComparer.Ordinal) { "00g1", "00g2" },
        ["Everyone", "San Francisco admins"]);

    [Theory]
    // The samples of Okta's documentation.
    [InlineData("String.append(\"This is\", \" a test\")", "This is a test")]
    [InlineData("String.join(\",\", \"This\", \"is\", \"a\", \"test\")", "This,is,a,test")]
    [InlineData("String.join(\"\", \"This\", \"is\", \"a\", \"test\")", "Thisisatest")]
    [InlineData("String.len(\"This\")", "4")]
    [InlineData("String.removeSpaces(\"This is a test\")", "Thisisatest")]
    [InlineData("String.replace(\"This is a test\", \"is\", \"at\")", "That at a test")]
    [InlineData("String.replaceFirst(\"This is a test\", \"is\", \"at\")", "That is a test")]
    [InlineData("String.stringSwitch(\"This is a test\", \"default\", \"key1\", \"value1\")", "default")]
    [InlineData("String.stringSwitch(\"This is a test\", \"default\", \"test\", \"value1\")", "value1")]
    [InlineData("String.stringSwitch(\"First match wins\", \"default\", \"absent\", \"value1\", \"wins\", \"value2\", \"match\", \"value3\")", "value2")]
    [InlineData("String.stringSwitch(\"Substrings count\", \"default\", \"ring\", \"value1\")", "value1")]
    [InlineData("String.substring(\"This is a test\", 2, 9)", "is is a")]
    [InlineData("String.substringAfter(\"abc@okta.com\", \"@\")", "okta.com")]
    [InlineData("String.substringBefore(\"abc@okta.com\", \"@\")", "abc")]
    [InlineData("String.toUpperCase(\"This\") + String.toLowerCase(\"ThiS\")", "THISthis")]
    [InlineData("Arrays.toCsvString(Arrays.add(user.numbers, 40))", "10,20,30,40")]
    [InlineData("Arrays.toCsvString(Arrays.remove(user.numbers, 20))", "10,30")]
    [InlineData("Arrays.size(Arrays.clear(user.numbers))", "0")]
    [InlineData("Arrays.get({0, 1, 2}, 0)", "0")]
    [InlineData("Arrays.toCsvString(Arrays.flatten(10, {20, 30}, 40))", "10,20,30,40")]
    [InlineData("Arrays.toCsvString(Arrays.flatten('10, 20, 30, 40'))", "10,20,30,40")]
    [InlineData("Arrays.size({10, 20, 30}) + Arrays.size(NULL)", "3")]
    [InlineData("Arrays.toCsvString({\"This\", \"is\", \" a \", \"test\"})", "This,is, a ,test")]
    [InlineData("Convert.toInt('1234') + Convert.toInt(123.4) + Convert.toInt(123.6)", "1481")]
    [InlineData("Convert.toNum('3.141')", "3.141")]
    [InlineData("{1, 2, 3}[0] + user.numbers[2]", "31")]
    [InlineData("user.groupCode == 123 ? 'Sales' : 'Other'", "Sales")]
    [InlineData("user.absent ?: user.employeeNumber ?: 'none'", "none")]
    [InlineData("user.firstName + \" \" + user.lastName", "Winston Churchill")]
    [InlineData("toUpperCase(substringBefore( substringAfter(user.email, \"@\"), \".\")) + \"\\\" + substringBefore( user.email, \"@\")", "GMAIL\\winston.churchill")]
    [InlineData("\"XDOMAIN\\\" + toLowerCase(substring( user.firstName, 0, 1)) + toLowerCase(user.lastName)", "XDOMAIN\\wchurchill")]
    [InlineData("user.employeeNumber != \"\" AND user.employeeNumber != null ? user.employeeNumber : user.login", "winston.churchill@gmail.com")]
    [InlineData("user.firstName + \" \" + (String.len(user.middleInitial) == 0 ? \"\" : (String.substring(user.middleInitial, 0, 1) + \". \")) + user.lastName", "Winston Churchill")]
    [InlineData("user.getInternalProperty('id') + user.getInternalProperty(\"status\")", "00u1ACTIVE")]
    // What they leave open.
    [InlineData("'it''s ' + \"a \"\"b\"\"\"", "it's a \"b\"")]
    [InlineData("1 + 2 + 'x' + 1 + null", "3x1")]
    [InlineData("String.substring('abc', 1, 99) + String.substring('abc', 2, 1)", "bc")]
    [InlineData("String.substringBefore('abc', 'x') + String.substringAfter('abc', 'x')", "abc")]
    [InlineData("user.isContractor ? 1 : user.hasBadge ? 2 : 3", "2")]
    [InlineData("-1.50 + 1", "-0.50")]
    public void It_makes_this_text(string text, string value) => Assert.Equal(value, Read(text).Evaluate(Winston).ToText());

    [Theory]
    [InlineData("user.absent")]
    [InlineData("user.half")]
    [InlineData("user.object")]
    [InlineData("user.numbers[3]")]
    [InlineData("user.numbers[-1]")]
    [InlineData("user.numbers[0.5]")]
    [InlineData("user.city[0]")]
    [InlineData("true + 1")]
    [InlineData("79228162514264337593543950335 + 1")]
    [InlineData("Convert.toInt('x')")]
    [InlineData("Convert.toInt(3000000000)")]
    [InlineData("String.toUpperCase(user.absent)")]
    public void It_is_null(string text) => Assert.Equal(ExpressionValue.None, Read(text).Evaluate(Winston));

    [Theory]
    [InlineData("String.stringContains(user.department, \"Sales\")")]
    [InlineData("String.startsWith(user.department, \"Cali\")")]
    [InlineData("user.city == \"San Francisco\"")]
    [InlineData("user.salary >= 1000000 and user.salary <= 1000000")]
    [InlineData("!user.isContractor")]
    [InlineData("user.salary > 999999.5 AND NOT user.isContractor && !(user.city == 'x' || user.city < 'A')")]
    [InlineData("user.department matches \"California-[a-zA-Z]+-Sales\"")]
    [InlineData("user.primaryPhone matches \"(\\+\\d{1,2}\\s)?\\(?\\d{3}\\)?[\\s.-]\\d{3}[\\s.-]\\d{4}\"")]
    [InlineData("user.title matches '(?i)ENGINEER'")]
    [InlineData("user.hasBadge")]
    [InlineData("Arrays.contains(user.favoriteColors, \"blue\")")]
    [InlineData("Arrays.contains('blue, red', 'red') and !Arrays.isEmpty(user.numbers) and Arrays.isEmpty(NULL)")]
    [InlineData("user.getInternalProperty(\"status\") == \"ACTIVE\"")]
    [InlineData("isMemberOfGroup(\"00g1\") AND !isMemberOfGroup(\"00g3\")")]
    [InlineData("isMemberOfAnyGroup(\"00g3\", \"00g2\")")]
    [InlineData("isMemberOfGroupName(\"Everyone\")")]
    [InlineData("isMemberOfGroupNameStartsWith(\"San Fr\")")]
    [InlineData("isMemberOfGroupNameContains(\"admin\")")]
    [InlineData("isMemberOfGroupNameRegex(\"/.*admin.*\")")]
    [InlineData("user.absent == null AND user.employeeNumber == \"\" AND user.employeeNumber != null")]
    [InlineData("!(user.absent < 1 OR user.absent > 1 OR user.absent <= null OR user.city > 1)")]
    [InlineData("user.numbers == {10, 20, 30}")]
    [InlineData("false OR true AND true")]
    public void The_condition_holds(string text)
    {
        Assert.True(UserExpression.TryParseCondition(text, out var condition, out var problem), problem);
        Assert.True(condition.Holds(Winston));
    }

    [Theory]
    [InlineData("user.absent")]
    [InlineData("user.city")]
    [InlineData("user.city == \"san francisco\"")]
    [InlineData("user.groupCode == \"123\"")]
    [InlineData("user.title matches \"engin\"")]
    [InlineData("Arrays.contains(user.favoriteColors, \"blu\")")]
    [InlineData("Arrays.contains(user.favoriteColors, \"Blue\")")]
    [InlineData("isMemberOfGroupName(\"everyone\")")]
    [InlineData("(true OR true) AND false")]
    public void The_condition_does_not_hold(string text) => Assert.False(Read(text).Holds(Winston));

    [Fact]
    public void It_tells_what_it_depends_on()
    {
        var rule = Read("user.b == user.a AND (isMemberOfAnyGroup('g2', 'g1') OR String.len(user.c) > 1 AND isMemberOfGroup('g1'))");
        Assert.Equal(["a", "b", "c"], rule.Attributes);
        Assert.Equal(["g1", "g2"], rule.GroupIds);
        Assert.False(rule.ReadsGroupNames || rule.ReadsStatus);
        Assert.True(Read("user.x ?: isMemberOfGroupNameRegex('x')").ReadsGroupNames);
        Assert.True(Read("{user.getInternalProperty('status')}").ReadsStatus);
    }

    [Theory]
    [InlineData("", 1, "the end")]
    [InlineData("user.a = 1", 8, "'==' compares")]
    [InlineData("user.a ==", 10, "the end")]
    [InlineData("user.a == 1 2", 13, "an operator")]
    [InlineData("user.a == \"x", 11, "no end")]
    [InlineData("(user.a", 8, "')'")]
    [InlineData("user.a)", 7, "')'")]
    [InlineData("{1, 2", 6, "'}'")]
    [InlineData("{1,}", 4, "a value")]
    [InlineData("{'k': 1}", 5, "'}'")]
    [InlineData("user.a ? 1", 11, "':'")]
    [InlineData("user.a[0", 9, "']'")]
    [InlineData("user.a & user.b", 8, "'&'")]
    [InlineData("user.a # 1", 8, "'#'")]
    [InlineData("user.a == \ud83d\ude00", 11, "U+D83D")]
    [InlineData("firstName", 1, "user.city")]
    [InlineData("app.domain", 1, "user.city")]
    [InlineData("user", 1, "user.city")]
    [InlineData("user.", 1, "attribute")]
    [InlineData("user.a.b", 1, "attribute")]
    [InlineData("1.", 1, "number")]
    [InlineData("1.2.3", 1, "number")]
    [InlineData("99999999999999999999999999999999", 1, "too large")]
    [InlineData("- user.a", 3, "a number")]
    [InlineData("AND", 1, "'AND'")]
    [InlineData("nope(1)", 1, "no function 'nope'")]
    [InlineData("string.len('x')", 1, "no function")]
    [InlineData("String.endsWith('x', 'y')", 1, "no function")]
    [InlineData("hasDirectoryUser()", 1, "not supported")]
    [InlineData("user.getGroups({})", 1, "not supported")]
    [InlineData("Time.now()", 1, "not supported")]
    [InlineData("String.len()", 1, "takes 1 argument, not 0")]
    [InlineData("String.len(1, 2)", 1, "takes 1 argument, not 2")]
    [InlineData("String.join()", 1, "1 or more argument, not 0")]
    [InlineData("String.stringSwitch('a', 'b', 'c', 'd', 'e')", 1, "a value after each key")]
    [InlineData("user.getInternalProperty('created')", 26, "\"id\" or \"status\"")]
    [InlineData("user.getInternalProperty(user.a)", 26, "\"id\" or \"status\"")]
    [InlineData("isMemberOfGroup(user.a)", 1, "the id of one group")]
    [InlineData("isMemberOfGroup('a', 'b')", 1, "the id of one group")]
    [InlineData("isMemberOfAnyGroup()", 1, "the ids of groups")]
    [InlineData("isMemberOfGroupName()", 1, "takes one name")]
    [InlineData("user.a matches user.b", 16, "in quotes")]
    [InlineData("user.a matches '('", 16, "not correct")]
    [InlineData("user.a matches 'a)|(b'", 16, "not correct")]
    [InlineData("user.a matches '(?=a)b'", 16, "not supported")]
    [InlineData("user.a matches '(a)\\1'", 16, "not supported")]
    [InlineData("user.a matches '((a{99}){99}){99}'", 16, "too often")]
    [InlineData("user.a AND 1", 12, "condition")]
    [InlineData("'x' ? 1 : 2", 1, "condition")]
    [InlineData("!String.len('x')", 2, "condition")]
    public void What_is_wrong_is_said_with_its_place(string text, int at, string says)
    {
        Assert.False(UserExpression.TryParse(text, out var expression, out var problem));
        Assert.Null(expression);
        Assert.StartsWith($"At character {at}: ", problem);
        Assert.Contains(says, problem);
    }

    [Theory]
    [InlineData("Convert.toInt(\"2018\") == user.yearJoined", "not allowed")]
    [InlineData("user.firstName + 'x'", "true or false")]
    [InlineData("String.len(user.firstName)", "true or false")]
    [InlineData("{true}", "true or false")]
    [InlineData("user.a == 'x' ? 'Sales' : 'Other'", "true or false")]
    public void A_group_rule_refuses_what_is_no_condition(string text, string says)
    {
        Assert.True(UserExpression.TryParse(text, out _, out _));
        Assert.False(UserExpression.TryParseCondition(text, out _, out var problem));
        Assert.Contains(says, problem);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("!")]
    [InlineData("NOT ")]
    [InlineData("{")]
    [InlineData("String.len(")]
    [InlineData("user.a ? ")]
    [InlineData("user.a ?: ")]
    [InlineData("user.a[")]
    public void Nesting_without_end_is_a_problem_and_no_crash(string opening)
    {
        var whole = string.Concat(Enumerable.Repeat(opening, 100_000));
        Assert.False(UserExpression.TryParse(whole, out _, out _));
        Assert.False(UserExpression.TryParse(whole[..UserExpression.MaxLength], out _, out _));
        Assert.False(UserExpression.TryParse("user.a" + string.Concat(Enumerable.Repeat("[0]", 1_000)), out _, out _));
    }

    [Fact]
    public void A_text_does_not_grow_without_end()
    {
        var bomb = "'" + new string('a', 100) + "'";
        for (var i = 0; i < 12; i++) bomb = $"String.replace({bomb}, 'a', '{new string('a', 100)}')";
        Assert.Equal(ExpressionValue.None, Read(bomb).Evaluate(Winston));
    }

    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("(a|a)*b")]
    [InlineData("(.*a){12}")]
    public void A_slow_regular_expression_has_little_time(string pattern)
    {
        var user = Winston with { GroupNames = [new string('a', 30_000) + "!"] };
        var watch = Stopwatch.StartNew();
        Assert.False(Read($"isMemberOfGroupNameRegex('{pattern}')").Holds(user));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_user_without_a_profile_has_no_attributes() => Assert.False(Read("user.a").Holds(Winston with { Profile = default }));

    internal static UserExpression Read(string text) =>
        UserExpression.TryParse(text, out var expression, out var problem) ? expression : throw new Xunit.Sdk.XunitException($"{text}: {problem}");
}
