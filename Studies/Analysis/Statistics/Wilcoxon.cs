namespace JointQP.Studies.Analysis.Statistics;

/// <summary>The two-sided signed-rank test of paired differences (Wilcoxon 1945): the sign-flip test of their ranks.</summary>
internal static class Wilcoxon
{
    /// <summary>To so many differences the distribution is counted; beyond, it is taken for normal, and p differs by less than 0.001.</summary>
    public const int MostExact = 200;

    /// <summary>
    /// The probability of a rank sum as far from its mean. Zeros are dropped (Wilcoxon 1945) and ties share midranks; the distribution is that
    /// of the ranks at hand. 1 when all differences are zero.
    /// </summary>
    /// <param name="differences">All finite.</param>
    public static double P(ReadOnlySpan<double> differences)
    {
        var tolerance = Ranks.Tolerance(differences);
        var sizes = new List<double>(differences.Length);
        var positive = new List<bool>(differences.Length);
        foreach (var difference in differences)
        {
            if (Math.Abs(difference) <= tolerance)
                continue;
            sizes.Add(Math.Abs(difference));
            positive.Add(difference > 0);
        }

        if (sizes.Count == 0)
            return 1;
        // Midranks are whole or half, so twice them is whole.
        var ranks = Array.ConvertAll(Ranks.Of(sizes.ToArray(), tolerance, out _), rank => (int)Math.Round(2 * rank));
        var (sum, total) = (ranks.Zip(positive).Sum(pair => pair.Second ? (long)pair.First : 0), ranks.Sum(rank => (long)rank));
        var away = Math.Abs((2 * sum) - total);
        return ranks.Length <= MostExact ? Exact(ranks, total, away) : 2 * Normal.UpperTail(away / Math.Sqrt(ranks.Sum(rank => (double)rank * rank)));
    }

    /// <summary>Counts the subsets of ranks by their sum; |2 sum - total| is at least <paramref name="away"/> in those as far from the mean.</summary>
    private static double Exact(int[] ranks, long total, long away)
    {
        var shares = new double[total + 1];
        shares[0] = 1;
        var reached = 0;
        foreach (var rank in ranks)
        {
            reached += rank;
            for (var sum = reached; sum >= 0; sum--)
                shares[sum] = (shares[sum] + (sum >= rank ? shares[sum - rank] : 0)) / 2;
        }

        var far = 0.0;
        for (var sum = 0; sum < shares.Length; sum++)
        {
            if (Math.Abs((2L * sum) - total) >= away)
                far += shares[sum];
        }

        return Math.Min(1, far);
    }
}
