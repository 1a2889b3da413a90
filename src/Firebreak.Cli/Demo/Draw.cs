using System.Numerics;

namespace Firebreak.Cli.Demo;

/// <summary>SplitMix64: the same numbers from the same seed, on every machine and in every version.</summary>
internal struct Draw(ulong seed)
{
    private ulong _state = seed;

    public ulong Next() => Scramble(_state += 0x9E3779B97F4A7C15);

    /// <summary>A number in [0, bound).</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    public bool OneIn(int many) => Below(many) == 0;

    /// <summary>A number in [0, 1), exact in binary, so that sums of it agree everywhere.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>The seed of a thing that is made of two others: an org's third user, a user's session of that morning.</summary>
    public static ulong Seed(ulong of, ulong which) => Scramble(of ^ BitOperations.RotateLeft(which * 0xD1342543DE82EF95, 29));

    private static ulong Scramble(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
