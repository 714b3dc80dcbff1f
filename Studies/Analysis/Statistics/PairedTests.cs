namespace JointQP.Studies.Analysis.Statistics;

/// <summary>The tests of paired differences.</summary>
internal static class PairedTests
{
    /// <summary>All that differences say.</summary>
    /// <param name="differences">First minus second, one for each seed that both have finished.</param>
    /// <param name="unpaired">Seeds that only one has finished.</param>
    /// <param name="margin">Within it a difference is of no account, in the metric's unit and above 0; null to test no equivalence.</param>
    /// <param name="draws">Random sign patterns where there are too many to count.</param>
    /// <param name="seed">What they are drawn by.</param>
    public static PairedResult Of(double[] differences, int unpaired, double? margin, int draws, long seed)
    {
        var n = differences.Length;
        var odd = differences.Count(difference => !double.IsFinite(difference));
        if (n == 0 || odd > 0)
            return new(n, unpaired, odd, null, null, null, null, null, null, null, null, null, null);
        var mean = differences.Sum() / n;
        var deviation = n < 2 ? (double?)null : Deviation(differences, mean);
        var flip = SignFlip.P(differences, draws, seed);
        var rank = Wilcoxon.P(differences);
        if (deviation is not { } spread || spread <= 0)
            return new(n, unpaired, 0, mean, deviation, null, flip, null, rank, null, null, null, deviation is null ? null : WithoutSpread(mean, margin, n));
        var standardized = mean / spread;
        return new(
            n,
            unpaired,
            0,
            mean,
            spread,
            Interval.Of(differences),
            flip,
            StudentT.TwoSided(standardized * Math.Sqrt(n), n - 1),
            rank,
            standardized,
            HedgesGz(standardized, n),
            HedgesVariance(standardized, n),
            margin is null ? null : EquivalenceP(mean, spread, n, margin.Value));
    }

    /// <summary>
    /// g_z = J(df) d_z with J(df) = Γ(df / 2) / (sqrt(df / 2) Γ((df - 1) / 2)) and df = n - 1 (Hedges 1981), which is unbiased; null below 3 pairs, where the
    /// mean of d_z does not exist.
    /// </summary>
    public static double? HedgesGz(double standardized, int pairs) => pairs < 3 ? null : Correction(pairs - 1) * standardized;

    /// <summary>
    /// 1 / n + d_z² (J(df)² - (df - 2) / df): g_z² less an unbiased estimate of the squared effect (Hedges 1983; Viechtbauer 2007), so unbiased
    /// itself where the usual ones hold for many seeds alone; null below 3 pairs.
    /// </summary>
    public static double? HedgesVariance(double standardized, int pairs)
    {
        if (pairs < 3)
            return null;
        var (j, df) = (Correction(pairs - 1), pairs - 1.0);
        return (1.0 / pairs) + (standardized * standardized * ((j * j) - ((df - 2) / df)));
    }

    /// <summary>The same where the effect g_z is known to be this one.</summary>
    public static double? HedgesVarianceAt(double effect, int pairs) => pairs < 3 ? null : HedgesVariance(effect / Correction(pairs - 1), pairs);

    /// <summary>Two one-sided t tests against the two ends of the margin: the larger p-value (Schuirmann 1987).</summary>
    public static double EquivalenceP(double mean, double deviation, int pairs, double margin)
    {
        var error = deviation / Math.Sqrt(pairs);
        return StudentT.UpperTail((margin - Math.Abs(mean)) / error, pairs - 1.0);
    }

    // t has nothing to go by. Sign flips against each end of the margin have: all n differences lie on one side, one of 2^n patterns.
    private static double? WithoutSpread(double mean, double? margin, int pairs) =>
        margin is null ? null : Math.Abs(mean) < margin ? Math.Pow(2, -pairs) : 1;

    // 0 where the differences are equal but for rounding: dividing by that would call it certainty.
    private static double Deviation(double[] differences, double mean)
    {
        var deviation = Math.Sqrt(differences.Sum(value => (value - mean) * (value - mean)) / (differences.Length - 1));
        return deviation <= Ranks.Tolerance(differences) ? 0 : deviation;
    }

    private static double Correction(int df) =>
        Math.Exp(SpecialFunctions.LogGamma(df / 2.0) - SpecialFunctions.LogGamma((df - 1) / 2.0)) / Math.Sqrt(df / 2.0);
}
