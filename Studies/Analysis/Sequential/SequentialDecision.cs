using JointQP.Studies.Analysis.Statistics;
using Orleans;

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
/// <param name="Look">Which look it was, counted from 1; 0 before the first.</param>
/// <param name="Seeds">Seeds that the look was made at; 0 before the first.</param>
/// <param name="Next">Seeds of the next look; null when it is over.</param>
/// <param name="Alpha">The level of the look.</param>
/// <param name="Spent">The levels of the looks so far together.</param>
/// <param name="Result">The tests at that look, over the seeds that have a pair; null before the first.</param>
/// <param name="Interval">
/// The repeated interval of the look, mean ± t(1 - alpha_k) s / sqrt(n) (Jennison and Turnbull 1984): inside the margin is what shows equivalence. Null where
/// the look has no level or differences have no spread.
/// </param>
/// <param name="AdjustedP">
/// A p-value of the whole comparison, however many looks were made: the smallest p_k alpha / alpha_k so far, 1 at most. It is alpha or less if and only if a look has shown a
/// difference (Bonferroni with weights). Null before a look with a level.
/// </param>
/// <param name="AdjustedEquivalenceP">The same of the test that the difference lies inside the margin; null without a margin too.</param>
[GenerateSerializer, Immutable, Alias("JointQP.SequentialDecision")]
public sealed record SequentialDecision(
    [property: Id(0)] SequentialState State,
    [property: Id(1)] int Look,
    [property: Id(2)] int Seeds,
    [property: Id(3)] int? Next,
    [property: Id(4)] double Alpha,
    [property: Id(5)] double Spent,
    [property: Id(6)] PairedResult? Result,
    [property: Id(7)] Interval? Interval,
    [property: Id(8)] double? AdjustedP,
    [property: Id(9)] double? AdjustedEquivalenceP);
