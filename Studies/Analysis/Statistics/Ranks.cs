namespace JointQP.Studies.Analysis.Statistics;

/// <summary>Ranks from 1 for the smallest; values that tie share the mean of their ranks (midranks: Kendall 1945).</summary>
internal static class Ranks
{
    /// <summary>
    /// What lies closer together ties, relative to the largest of the values: the same accuracies subtracted in another order differ in their
    /// last bits, and these must not decide a test.
    /// </summary>
    public const double Tie = 1e-9;

    /// <summary>How far apart two of these values may lie and tie.</summary>
    public static double Tolerance(ReadOnlySpan<double> values)
    {
        var largest = 0.0;
        foreach (var value in values)
            largest = Math.Max(largest, Math.Abs(value));
        return Tie * largest;
    }

    /// <summary>The rank of each value, all finite.</summary>
    public static double[] Of(ReadOnlySpan<double> values) => Of(values, Tolerance(values), out _);

    /// <summary>The same with the sum of t^3 - t over groups of t that tie, which corrections for ties are made of.</summary>
    public static double[] Of(ReadOnlySpan<double> values, double tolerance, out double ties)
    {
        var sorted = values.ToArray();
        var order = new int[values.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(sorted, order);
        var ranks = new double[values.Length];
        ties = 0;
        for (var from = 0; from < order.Length;)
        {
            var to = from + 1;
            while (to < order.Length && sorted[to] - sorted[from] <= tolerance)
                to++;
            double count = to - from;
            ties += (count * count * count) - count;
            for (var i = from; i < to; i++)
                ranks[order[i]] = (from + 1 + to) / 2.0;
            from = to;
        }

        return ranks;
    }
}
