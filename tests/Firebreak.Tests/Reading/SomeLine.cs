namespace Firebreak.Tests.Reading;

/// <summary>Lines to be found again.</summary>
internal static class SomeLine
{
    private const string Front = """{"published":"2022-01-20T23:18:00.000Z","eventType":"x","uuid":" """;

    public const string NotAnEvent = """{"a":1}""";

    public const string Malformed = """{"a":1,"a":2}""";

    /// <summary>An event with a number in it.</summary>
    public static string Event(int number) => $$"""{"published":"2022-01-20T23:18:00.000Z","eventType":"x","uuid":"{{number}}"}""";

    /// <summary>An event of so many bytes.</summary>
    public static string EventOf(int length, int number = 0)
    {
        var front = $"{Front}{number} ";
        return front + new string('x', length - front.Length - 2) + "\"}";
    }
}
