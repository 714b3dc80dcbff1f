using System.Collections.Immutable;
using JointQP.Studies.Analysis.Statistics;

namespace JointQP.Studies.Analysis.Sequential;

/// <summary>How a comparison that gets seeds until it is decided stands.</summary>
public enum SequentialState
{
    /// <summary>More seeds are needed.</summary>
    Open,

    /// <summary>A difference is shown.</summary>
    Difference,

    /// <summary>It is shown that the difference lies inside the margin.</summary>
    NoDifference,

    /// <summary>The last look has shown neither.</summary>
    Undecided,

    /// <summary>A training diverged, so that no number of seeds will decide.</summary>
    NotFinite,
}

/// <summary>What a look has come to.</summary>
/// <param name="State">How the comparison stands.</param>
/// <param name="Seeds">Pairs that went into it: those of the last look made; 0 before the first.</param>
/// <param name="Next">Pairs that the next look takes; null when it is over.</param>
/// <param name="Alpha">The level of the look.</param>
/// <param name="Result">The tests at that look; null before the first.</param>
/// <param name="Interval">
/// The repeated interval of the look, mean ± t(1 - alpha_k) s / sqrt(n) (Jennison and Turnbull 1984): inside the margin is what shows equivalence. Null where
/// the look has no level or differences have no spread.
/// </param>
public sealed record SequentialDecision(SequentialState State, int Seeds, int? Next, double Alpha, PairedResult? Result, Interval? Interval);

/// <summary>
/// The rule of one primary comparison that gets paired seeds at fixed looks until it is decided: a difference by the sign-flip test, its absence by two one-sided
/// tests against the margin, both at the level of the look. The levels add up to alpha at most, so each of the two errors is alpha at most.
/// </summary>
/// <param name="looks">In ascending order of seeds.</param>
/// <param name="margin">Differences smaller than it are of no account; null to look for a difference alone.</param>
/// <param name="draws">Random sign patterns where there are too many to count.</param>
/// <param name="seed">What they are drawn by.</param>
public sealed class SequentialComparison(ImmutableArray<SeedLook> looks, double? margin, int draws = 9999, long seed = 1)
{
    /// <summary>
    /// What the looks that are due have come to, one after the other: who asks late gets the answer of who asked in time, and further seeds do not change a decision.
    /// </summary>
    /// <param name="differences">First minus second of each pair, in the order of the study's seeds.</param>
    public SequentialDecision Decide(ReadOnlySpan<double> differences)
    {
        SequentialDecision decision = new(SequentialState.Open, 0, looks[0].Seeds, 0, null, null);
        for (var look = 0; look < looks.Length && looks[look].Seeds <= differences.Length && decision.State == SequentialState.Open; look++)
            decision = Look(looks[look], look + 1 < looks.Length ? looks[look + 1].Seeds : null, differences[..looks[look].Seeds].ToArray());
        return decision;
    }

    private SequentialDecision Look(SeedLook look, int? next, double[] differences)
    {
        var result = PairedTests.Of(differences, 0, margin, draws, seed);
        var state =
            result.NotFinite > 0 ? SequentialState.NotFinite
            : look.Alpha > 0 && result.SignFlipP <= look.Alpha ? SequentialState.Difference
            : look.Alpha > 0 && result.EquivalenceP <= look.Alpha ? SequentialState.NoDifference
            : next is null ? SequentialState.Undecided
            : SequentialState.Open;
        return new(state, look.Seeds, state == SequentialState.Open ? next : null, look.Alpha, result, Repeated(look, result));
    }

    private static Interval? Repeated(SeedLook look, PairedResult result)
    {
        if (look.Alpha <= 0 || result is not { Mean: { } mean, Deviation: > 0 and { } deviation })
            return null;
        var half = StudentT.Quantile(1 - look.Alpha, look.Seeds - 1) * deviation / Math.Sqrt(look.Seeds);
        return new(mean, mean - half, mean + half, look.Seeds);
    }
}
