namespace JointQP.Training.Randomness;

/// <summary>What random numbers are drawn for: each purpose has a stream of its own.</summary>
public enum Purpose
{
    /// <summary>Initial weights, index 0.</summary>
    Weights = 1,

    /// <summary>The order of the training samples, indexed by epoch.</summary>
    DataOrder = 2,

    /// <summary>Random layers such as dropout, indexed by step.</summary>
    Layers = 3,

    /// <summary>Samples that are computed, indexed by sample.</summary>
    Samples = 4,
}

/// <summary>
/// Random numbers from (seed, purpose, index) alone: a stage that starts in the middle draws what an uninterrupted training would.
/// SplitMix64 (Steele, Lea, Flood 2014), written out so that no runtime's version can change a result.
/// </summary>
public struct SeededRandom
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;
    private ulong _state;

    /// <summary>The stream of a seed, a purpose and an index.</summary>
    /// <param name="seed">The trial's.</param>
    /// <param name="purpose">What it is drawn for.</param>
    /// <param name="index">Such as the epoch or the step.</param>
    public SeededRandom(long seed, Purpose purpose, long index) => _state = Mix(Mix(Mix((ulong)seed) + (ulong)purpose) + (ulong)index);

    /// <summary>The seed for libtorch's own generator.</summary>
    public static long TorchSeed(long seed, Purpose purpose, long index) => (long)(new SeededRandom(seed, purpose, index).Next() >> 1);

    /// <summary>64 random bits.</summary>
    public ulong Next() => Mix(_state += Gamma);

    /// <summary>Uniform in [0, bound), without bias (Lemire 2019).</summary>
    public uint Below(uint bound)
    {
        var product = (Next() >> 32) * bound;
        if ((uint)product < bound)
        {
            var threshold = (0u - bound) % bound;
            while ((uint)product < threshold)
                product = (Next() >> 32) * bound;
        }

        return (uint)(product >> 32);
    }

    /// <summary>Fisher and Yates' shuffle of 0 .. <paramref name="order"/>.Length - 1.</summary>
    public void Permute(Span<int> order)
    {
        for (var i = 0; i < order.Length; i++)
        {
            var j = (int)Below((uint)i + 1);
            order[i] = order[j];
            order[j] = i;
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
