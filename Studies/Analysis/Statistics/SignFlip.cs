namespace JointQP.Studies.Analysis.Statistics;

/// <summary>
/// The two-sided permutation test of paired differences by their signs (Fisher 1935; Pitman 1937): when order does not matter, a seed's difference
/// could as well have had the other sign. It asks for no distribution but that symmetry, so its level holds for every number of seeds.
/// </summary>
internal static class SignFlip
{
    /// <summary>To so many differences all patterns of signs are counted. Halves of 2^15 sums are merged and not enumerated, so this takes a millisecond.</summary>
    public const int MostExact = 30;

    /// <summary>The smallest p-value that so many differences can give: 2 of 2^n patterns.</summary>
    public static double Smallest(int count) => count < 1 ? 1 : Math.Pow(2, 1 - count);

    /// <summary>
    /// The share of sign patterns whose sum is at least as far from 0 as that of <paramref name="differences"/>. Beyond <see cref="MostExact"/>
    /// by Monte Carlo: (b + 1) / (m + 1), b of m random patterns being as far, which is never too small (Phipson and Smyth 2010).
    /// </summary>
    /// <param name="differences">At least one, all finite.</param>
    /// <param name="draws">Random patterns, at least 1.</param>
    /// <param name="seed">What they are drawn by.</param>
    public static double P(ReadOnlySpan<double> differences, int draws, long seed) =>
        differences.Length <= MostExact ? Exact(differences) : MonteCarlo(differences, draws, seed);

    /// <summary>Counts all patterns: the sums of two halves are sorted, and met in the middle (Horowitz and Sahni 1974).</summary>
    public static double Exact(ReadOnlySpan<double> differences)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(differences.Length, MostExact);
        var reach = Reach(differences);
        if (reach <= 0)
            return 1;
        var half = differences.Length / 2;
        var (one, other) = (Sums(differences[..half]), Sums(differences[half..]));
        // The sums mirror each other, so those far above 0 are half of those far from it.
        long far = 0;
        var at = other.Length;
        foreach (var sum in one)
        {
            while (at > 0 && sum + other[at - 1] >= reach)
                at--;
            far += other.Length - at;
        }

        return Math.Min(1, 2.0 * far / ((long)one.Length * other.Length));
    }

    /// <summary>The share among random patterns.</summary>
    public static double MonteCarlo(ReadOnlySpan<double> differences, int draws, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        var reach = Reach(differences);
        var random = new SplitMix(seed);
        var far = 0;
        for (var draw = 0; draw < draws; draw++)
        {
            var (sum, bits) = (0.0, 0UL);
            for (var i = 0; i < differences.Length; i++, bits >>= 1)
            {
                if (i % 64 == 0)
                    bits = random.Next();
                sum += (bits & 1) == 0 ? differences[i] : -differences[i];
            }

            if (Math.Abs(sum) >= reach)
                far++;
        }

        return (far + 1.0) / (draws + 1.0);
    }

    // Sums that differ by rounding tie. A tie counts as far, so an error here can only make p larger.
    private static double Reach(ReadOnlySpan<double> differences)
    {
        var (sum, most) = (0.0, 0.0);
        foreach (var difference in differences)
            (sum, most) = (sum + difference, most + Math.Abs(difference));
        return Math.Abs(sum) - (Ranks.Tie * most);
    }

    /// <summary>The 2^n signed sums in ascending order: each further value merges the sums so far moved down and moved up.</summary>
    private static double[] Sums(ReadOnlySpan<double> values)
    {
        double[] sums = [0];
        foreach (var value in values)
        {
            var by = Math.Abs(value);
            var merged = new double[sums.Length * 2];
            for (int down = 0, up = 0, i = 0; i < merged.Length; i++)
                merged[i] = down < sums.Length && sums[down] - by <= sums[up] + by ? sums[down++] - by : sums[up++] + by;
            sums = merged;
        }

        return sums;
    }
}
