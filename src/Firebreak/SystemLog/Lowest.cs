namespace Firebreak.SystemLog;

/// <summary>Looks for a place in what is sorted.</summary>
internal static class Lowest
{
    /// <summary>The lowest number in [from, to) for which something holds, which then holds for all above it; <paramref name="to"/> if for none.</summary>
    public static async ValueTask<long> Where(long from, long to, Func<long, ValueTask<bool>> holds)
    {
        while (from < to)
        {
            var middle = from + ((to - from) / 2);
            if (await holds(middle)) to = middle;
            else from = middle + 1;
        }
        return from;
    }
}
