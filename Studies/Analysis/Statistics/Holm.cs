namespace JointQP.Studies.Analysis.Statistics;

/// <summary>The step-down correction of several tests (Holm 1979): the chance of any false alarm among them stays at the level.</summary>
internal static class Holm
{
    /// <summary>
    /// Adjusted p-values in the order given: the i-th smallest of m, from 0, is multiplied by m - i, is not below those before it and not above 1.
    /// A test without a p-value keeps none and still counts, for it was meant to be made.
    /// </summary>
    public static double?[] Adjust(IReadOnlyList<double?> p)
    {
        var adjusted = new double?[p.Count];
        var least = 0.0;
        foreach (var (rank, position) in Enumerable.Range(0, p.Count).Where(i => p[i] is not null).OrderBy(i => p[i]).Index())
            adjusted[position] = least = Math.Max(least, Math.Min(1, (p.Count - rank) * p[position]!.Value));
        return adjusted;
    }
}
