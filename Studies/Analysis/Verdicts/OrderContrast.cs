using JointQP.Studies.Analysis.Statistics;
using Orleans;

namespace JointQP.Studies.Analysis.Verdicts;

/// <summary>What a comparison has come to. That there is no difference and that none is shown are two findings.</summary>
public enum Finding
{
    /// <summary>No seed has finished both.</summary>
    Nothing,

    /// <summary>A training diverged: a value is not a finite number.</summary>
    NotFinite,

    /// <summary>Neither a difference nor its absence is shown.</summary>
    Undecided,

    /// <summary>A difference is shown.</summary>
    Difference,

    /// <summary>It is shown that the difference is smaller than the margin, and none was shown beside that.</summary>
    NoDifference,
}

/// <summary>Two orders, or two groups of orders, compared seed by seed.</summary>
/// <param name="First">An ordering; in a contrast of precedence an operator.</param>
/// <param name="Second">Another ordering; in a contrast of precedence the operator that <paramref name="First"/> comes before or after.</param>
/// <param name="Precedence">
/// Whether it is one of precedence: the mean over orders with First before Second minus the mean over those with Second before First. These are
/// what a verdict goes by (primary); pairs of orderings are told beside them (secondary).
/// </param>
/// <param name="Result">First minus second.</param>
/// <param name="AdjustedP">Its sign-flip p-value after Holm, among the primary of the experiment or among the secondary of the same operators.</param>
/// <param name="Finding">What it has come to at the level of the analysis.</param>
/// <param name="Partial">
/// The same contrast of precedence with the others held (least squares over orderings): contrasts that share an operator show part of each other's effect, and
/// this does not. Told beside it, with p-values that nothing corrects; null where there is one contrast, or orderings that cannot tell them apart.
/// </param>
[GenerateSerializer, Immutable, Alias("JointQP.OrderContrast")]
public sealed record OrderContrast(
    [property: Id(0)] string First,
    [property: Id(1)] string Second,
    [property: Id(2)] bool Precedence,
    [property: Id(3)] PairedResult Result,
    [property: Id(4)] double? AdjustedP,
    [property: Id(5)] Finding Finding,
    [property: Id(6)] PairedResult? Partial = null)
{
    /// <summary>
    /// The p-value that the difference lies inside the margin, after Holm in the family of <see cref="AdjustedP"/>; of a comparison that decides how many
    /// seeds there are, over its looks. Null without a margin.
    /// </summary>
    [Id(7)] public double? AdjustedEquivalenceP { get; init; }
}
