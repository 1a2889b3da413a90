namespace Firebreak.Tests.Events;

/// <summary>SplitMix64: the same numbers from the same seed, so that what failed once fails again.</summary>
internal sealed class Draw(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        var x = _state = unchecked(_state + 0x9E3779B97F4A7C15);
        x = unchecked((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9);
        x = unchecked((x ^ (x >> 27)) * 0x94D049BB133111EB);
        return x ^ (x >> 31);
    }

    /// <summary>A number in [0, bound).</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    public bool OneIn(int many) => Below(many) == 0;

    public T Of<T>(ReadOnlySpan<T> choices) => choices[Below(choices.Length)];
}
