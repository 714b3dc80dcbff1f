using Orleans;

namespace JointQP.Studies.Analysis.Statistics;

/// <summary>What the differences of two orders over the same seeds say. What cannot be told is null.</summary>
/// <remarks>
/// One pair has a mean and says nothing about spread. Without spread (all differences equal) there is no interval, t test nor effect size; the
/// permutation tests still speak. With a value that is not a finite number nothing is told: to leave out a training that diverged would flatter it.
/// </remarks>
/// <param name="Pairs">Seeds that both have finished.</param>
/// <param name="Unpaired">Seeds that only one has finished; they are not used.</param>
/// <param name="NotFinite">Pairs of which a value is not a finite number.</param>
/// <param name="Mean">The mean difference, first minus second, in the metric's unit.</param>
/// <param name="Deviation">The standard deviation of differences, with n - 1.</param>
/// <param name="Interval">The mean with its 95 % interval by Student's t.</param>
/// <param name="SignFlipP">Two-sided p-value of the sign-flip permutation test: the one that verdicts go by.</param>
/// <param name="TTestP">Of the paired t test (Student 1908).</param>
/// <param name="WilcoxonP">Of Wilcoxon's signed ranks.</param>
/// <param name="CohenDz">Mean over deviation (Cohen 1988).</param>
/// <param name="HedgesGz">The same without its bias at few seeds.</param>
/// <param name="HedgesVariance">The variance of <paramref name="HedgesGz"/>.</param>
/// <param name="EquivalenceP">The p-value that the difference lies inside the margin; null without a margin.</param>
[GenerateSerializer, Immutable, Alias("JointQP.PairedResult")]
public sealed record PairedResult(
    [property: Id(0)] int Pairs,
    [property: Id(1)] int Unpaired,
    [property: Id(2)] int NotFinite,
    [property: Id(3)] double? Mean,
    [property: Id(4)] double? Deviation,
    [property: Id(5)] Interval? Interval,
    [property: Id(6)] double? SignFlipP,
    [property: Id(7)] double? TTestP,
    [property: Id(8)] double? WilcoxonP,
    [property: Id(9)] double? CohenDz,
    [property: Id(10)] double? HedgesGz,
    [property: Id(11)] double? HedgesVariance,
    [property: Id(12)] double? EquivalenceP);
