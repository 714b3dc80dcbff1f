using System.Collections.Concurrent;

namespace JointQP.Studies.Analysis.Statistics;

/// <summary>The range of k standard normal values: the studentized range with infinitely many degrees of freedom (Tukey 1953).</summary>
internal static class StudentizedRange
{
    // Both functions decay and are analytic, so the trapezoidal rule converges exponentially (Trefethen and Weideman 2014): with this step its
    // error is below that of doubles to hundreds of values. Beyond 9 the density is below 1e-17.
    private const double Step = 1.0 / 16;
    private const int Side = 9 * 16;

    // A study asks for the same few numbers of orderings again and again.
    private static readonly ConcurrentDictionary<(int Values, double Tail), double> Known = new();

    /// <summary>
    /// The probability of a range above <paramref name="range"/>: 1 - k ∫ φ(z) (Φ(z) - Φ(z - q))^(k - 1) dz, z being the largest value
    /// (Harter 1960). As the difference to k ∫ φ(z) Φ(z)^(k - 1) dz = 1 it loses no digits in the tail.
    /// </summary>
    /// <param name="range">At least 0.</param>
    /// <param name="values">How many, at least 2.</param>
    public static double UpperTail(double range, int values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values, 2);
        var sum = 0.0;
        for (var i = -Side; i <= Side; i++)
        {
            var z = i * Step;
            var below = Normal.UpperTail(-z);
            var without = Math.Max(0, below - Normal.UpperTail(range - z));
            sum += Normal.Density(z) * (Math.Pow(below, values - 1) - Math.Pow(without, values - 1));
        }

        return Math.Min(1, values * sum * Step);
    }

    /// <summary>The range that is exceeded with the probability <paramref name="tail"/>.</summary>
    /// <param name="tail">Above 0 and below 1.</param>
    /// <param name="values">How many, at least 2.</param>
    public static double Quantile(double tail, int values)
    {
        if (tail is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(tail), tail, "a probability above 0 and below 1");
        return Known.GetOrAdd((values, tail), static asked => Search(asked.Tail, asked.Values));
    }

    private static double Search(double tail, int values)
    {
        var (low, high) = (0.0, 1.0);
        while (UpperTail(high, values) > tail)
            (low, high) = (high, high * 2);
        while (high - low > 1e-13 * high)
        {
            var middle = low + ((high - low) / 2);
            if (UpperTail(middle, values) > tail)
                low = middle;
            else
                high = middle;
        }

        return low + ((high - low) / 2);
    }
}
