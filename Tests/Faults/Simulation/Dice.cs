namespace JointQP.Tests.Faults.Simulation;

/// <summary>The only source of randomness of a run: the same seed gives the same throws (SplitMix64).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    public ulong Next()
    {
        var thrown = Mix(_state);
        _state += 0x9E3779B97F4A7C15;
        return thrown;
    }

    /// <summary>In [0, 1).</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with this probability.</summary>
    public bool Roll(double probability) => probability > 0 && Fraction() < probability;

    /// <summary>In [<paramref name="least"/>, <paramref name="most"/>].</summary>
    public long Between(long least, long most) => least + (long)(Next() % (ulong)(most - least + 1));

    public T Of<T>(IReadOnlyList<T> choices) => choices[(int)Between(0, choices.Count - 1)];

    /// <summary>The time to the next of events that come at random, one in <paramref name="mean"/> on average.</summary>
    public long Wait(double mean) => 1 + (long)(-Math.Log(1 - Fraction()) * mean);
}
