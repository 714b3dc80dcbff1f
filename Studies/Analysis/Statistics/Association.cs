namespace JointQP.Studies.Analysis.Statistics;

/// <summary>How two measures go together. Each is NaN when one of them does not vary.</summary>
internal static class Association
{
    // 8! = 40,320 orders are counted; more are drawn.
    private const int MostExact = 8;

    /// <summary>The product-moment correlation (Pearson 1895).</summary>
    public static double Pearson(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var (meanX, meanY) = (Mean(x), Mean(y));
        var (xx, yy, xy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            var (dx, dy) = (x[i] - meanX, y[i] - meanY);
            (xx, yy, xy) = (xx + (dx * dx), yy + (dy * dy), xy + (dx * dy));
        }

        return xx <= 0 || yy <= 0 ? double.NaN : xy / Math.Sqrt(xx * yy);
    }

    /// <summary>The correlation of midranks (Spearman 1904).</summary>
    public static double Spearman(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => Pearson(Ranks.Of(x), Ranks.Of(y));

    /// <summary>tau-b = (concordant - discordant) / sqrt((pairs - ties in x) (pairs - ties in y)) (Kendall 1945).</summary>
    public static double KendallTau(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var (rankX, rankY) = (Ranks.Of(x), Ranks.Of(y));
        var (pairsX, pairsY) = (Untied(rankX), Untied(rankY));
        return pairsX == 0 || pairsY == 0 ? double.NaN : Concordance(rankX, rankY) / Math.Sqrt((double)pairsX * pairsY);
    }

    /// <summary>
    /// The two-sided p-value of <see cref="KendallTau"/>: the share of orders of y that go together as strongly; exact to 8 points, beyond by Monte
    /// Carlo as (b + 1) / (m + 1) (Phipson and Smyth 2010). 1 when one does not vary.
    /// </summary>
    public static double KendallP(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int draws, long seed)
    {
        var (rankX, rankY) = (Ranks.Of(x), Ranks.Of(y));
        var seen = Math.Abs(Concordance(rankX, rankY));
        var (far, all) = (0L, 0L);
        if (x.Length <= MostExact)
        {
            foreach (var order in Orders(rankY))
            {
                all++;
                far += Math.Abs(Concordance(rankX, order)) >= seen ? 1 : 0;
            }

            return (double)far / all;
        }

        var random = new SplitMix(seed);
        for (var draw = 0; draw < draws; draw++)
        {
            for (var i = rankY.Length - 1; i > 0; i--)
            {
                var j = random.Next(i + 1);
                (rankY[i], rankY[j]) = (rankY[j], rankY[i]);
            }

            far += Math.Abs(Concordance(rankX, rankY)) >= seen ? 1 : 0;
        }

        return (far + 1.0) / (draws + 1.0);
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum / values.Length;
    }

    private static long Concordance(double[] x, double[] y)
    {
        var sum = 0L;
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j < i; j++)
                sum += x[i].CompareTo(x[j]) * y[i].CompareTo(y[j]);
        }

        return sum;
    }

    private static long Untied(double[] ranks) =>
        ((long)ranks.Length * (ranks.Length - 1) / 2) - ranks.CountBy(rank => rank).Sum(tied => (long)tied.Value * (tied.Value - 1) / 2);

    /// <summary>Every order, by exchanges (Heap 1963); the array is used again for the next.</summary>
    private static IEnumerable<double[]> Orders(double[] values)
    {
        var counts = new int[values.Length];
        yield return values;
        for (var i = 1; i < values.Length;)
        {
            if (counts[i] < i)
            {
                var other = i % 2 == 0 ? 0 : counts[i];
                (values[i], values[other]) = (values[other], values[i]);
                yield return values;
                counts[i]++;
                i = 1;
            }
            else
            {
                counts[i++] = 0;
            }
        }
    }
}
