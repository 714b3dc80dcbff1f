namespace JointQP.Studies.Analysis.Statistics;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014), written out so that no runtime's version can change a verdict.</summary>
internal struct SplitMix(long seed)
{
    private ulong _state = (ulong)seed;

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A whole number in [0, <paramref name="below"/>), by multiplication (Lemire 2019); its bias is below 2^-32 for what is counted here.</summary>
    public int Next(int below) => (int)Math.BigMul(Next(), (ulong)below, out _);

    /// <summary>A number in (0, 1).</summary>
    public double NextDouble() => ((Next() >> 11) + 0.5) * (1.0 / (1L << 53));
}
