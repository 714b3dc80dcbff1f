namespace JointQP.Studies.Analysis.Statistics;

/// <summary>How many seeds it takes for the sign-flip test to be able to show anything.</summary>
public static class SeedPower
{
    /// <summary>
    /// The fewest seeds with which the smallest p-value, 2 of 2^n sign patterns, falls to alpha / m: what Holm (1979) asks of the smallest of m. With
    /// fewer no difference can be shown, however large.
    /// </summary>
    /// <param name="tests">Tests of the family, at least 1.</param>
    /// <param name="alpha">The family's level, in (0, 1).</param>
    public static int Needed(int tests, double alpha = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tests, 1);
        if (alpha is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "a level above 0 and below 1");
        var seeds = 1;
        // As it is judged: the p-value times the tests against the level.
        while (tests * SignFlip.Smallest(seeds) > alpha)
            seeds++;
        return seeds;
    }
}
