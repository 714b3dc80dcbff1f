using System.Collections.Immutable;
using JointQP.Studies.Analysis.Statistics;

namespace JointQP.Studies.Analysis.Sequential;

/// <summary>
/// The rule of one primary comparison that gets paired seeds at fixed looks until it is decided: a difference by the sign-flip test, its absence by two one-sided
/// tests against the margin, both at the level of the look. The levels add up to alpha at most, so each of the two errors is alpha at most.
/// </summary>
/// <param name="looks">In ascending order of seeds.</param>
/// <param name="margin">Differences smaller than it are of no account; null to look for a difference alone.</param>
/// <param name="draws">Random sign patterns where there are too many to count.</param>
/// <param name="seed">What they are drawn by.</param>
/// <param name="alpha">What the levels of the looks add up to at most.</param>
public sealed class SequentialComparison(ImmutableArray<SeedLook> looks, double? margin, int draws = 9999, long seed = 1, double alpha = 0.05)
{
    /// <summary>
    /// What the looks that are due have come to, one after the other: who asks late gets the answer of who asked in time, and further seeds do not change a decision.
    /// </summary>
    /// <param name="differences">
    /// First minus second of each seed that is over, in the order of the study's seeds; null for one whose training has failed, which has no pair.
    /// </param>
    public SequentialDecision Decide(ReadOnlySpan<double?> differences)
    {
        SequentialDecision decision = new(SequentialState.Open, 0, 0, looks[0].Seeds, 0, 0, null, null, null, null);
        for (var look = 0; look < looks.Length && looks[look].Seeds <= differences.Length && decision.State == SequentialState.Open; look++)
        {
            int? next = look + 1 < looks.Length ? looks[look + 1].Seeds : null;
            decision = Look(decision, looks[look], next, [.. differences[..looks[look].Seeds].ToArray().OfType<double>()]);
        }

        return decision;
    }

    private SequentialDecision Look(SequentialDecision before, SeedLook look, int? next, double[] differences)
    {
        var result = PairedTests.Of(differences, 0, margin, draws, seed);
        var state =
            result.NotFinite > 0 ? SequentialState.NotFinite
            : look.Alpha > 0 && result.SignFlipP <= look.Alpha ? SequentialState.Difference
            : look.Alpha > 0 && result.EquivalenceP <= look.Alpha ? SequentialState.NoDifference
            : next is null ? SequentialState.Undecided
            : SequentialState.Open;
        return new(
            state,
            before.Look + 1,
            look.Seeds,
            state == SequentialState.Open ? next : null,
            look.Alpha,
            before.Spent + look.Alpha,
            result,
            Repeated(look, result),
            Smaller(before.AdjustedP, result.SignFlipP, look),
            Smaller(before.AdjustedEquivalenceP, result.EquivalenceP, look));
    }

    /// <summary>The quotient first: a p-value that is the level itself must come out as alpha itself.</summary>
    private double? Smaller(double? before, double? p, SeedLook look) =>
        look.Alpha <= 0 || p is null ? before : Math.Min(before ?? 1, alpha * (p.Value / look.Alpha));

    private static Interval? Repeated(SeedLook look, PairedResult result)
    {
        if (look.Alpha <= 0 || result is not { Mean: { } mean, Deviation: > 0 and { } deviation })
            return null;
        var half = StudentT.Quantile(1 - look.Alpha, result.Pairs - 1) * deviation / Math.Sqrt(result.Pairs);
        return new(mean, mean - half, mean + half, result.Pairs);
    }
}
