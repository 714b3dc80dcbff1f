namespace JointQP.Studies.Analysis.Statistics;

/// <summary>How probable it is that each of several is the best, by resampling seeds (bootstrap: Efron 1979).</summary>
internal static class BestProbability
{
    /// <summary>
    /// The share of resamples in which each has the best mean; those that tie share theirs. Seeds are drawn whole, so what a seed does to all
    /// alike cancels.
    /// </summary>
    /// <param name="seeds">At least one row with a finite value for each.</param>
    /// <param name="draws">Resamples.</param>
    /// <param name="seed">What they are drawn by.</param>
    /// <param name="higherIsBetter">The metric's direction.</param>
    public static double[] Of(IReadOnlyList<double[]> seeds, int draws, long seed, bool higherIsBetter)
    {
        var shares = new double[seeds[0].Length];
        foreach (var best in Draws(seeds, draws, seed, higherIsBetter))
        {
            foreach (var one in best)
                shares[one] += 1.0 / best.Count / draws;
        }

        return shares;
    }

    /// <summary>The positions of the best of each resample; the list is used again for the next.</summary>
    public static IEnumerable<IReadOnlyList<int>> Draws(IReadOnlyList<double[]> seeds, int draws, long seed, bool higherIsBetter)
    {
        var random = new SplitMix(seed);
        var rows = seeds.Select(row => Array.ConvertAll(row, value => higherIsBetter ? value : -value)).ToArray();
        var tolerance = rows.Max(row => Ranks.Tolerance(row)) * rows.Length;
        var sums = new double[rows[0].Length];
        var best = new List<int>(sums.Length);
        for (var draw = 0; draw < draws; draw++)
        {
            Array.Clear(sums);
            for (var i = 0; i < rows.Length; i++)
            {
                var row = rows[random.Next(rows.Length)];
                for (var one = 0; one < sums.Length; one++)
                    sums[one] += row[one];
            }

            var most = sums.Max() - tolerance;
            best.Clear();
            for (var one = 0; one < sums.Length; one++)
            {
                if (sums[one] >= most)
                    best.Add(one);
            }

            yield return best;
        }
    }
}
