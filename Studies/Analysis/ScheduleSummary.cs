using Orleans;

namespace JointQP.Studies.Analysis;

/// <summary>What the trials of one schedule say together.</summary>
/// <param name="Schedule">The schedule's label.</param>
/// <param name="Metric">The verdict's metric over the seeds; null until a trial is done.</param>
/// <param name="WeightBytes">Mean bytes of stored weights: bits times non-zero elements over 8.</param>
/// <param name="FeatureBytes">Mean bytes of features of one sample.</param>
[GenerateSerializer, Immutable, Alias("JointQP.ScheduleSummary")]
public sealed record ScheduleSummary(
    [property: Id(0)] string Schedule,
    [property: Id(1)] Interval? Metric,
    [property: Id(2)] double? WeightBytes,
    [property: Id(3)] double? FeatureBytes);

/// <summary>Two orders of the same operators on the same targets, compared seed by seed.</summary>
/// <param name="First">A schedule's label.</param>
/// <param name="Second">The label of the same operators in another order.</param>
/// <param name="Difference">First minus second over the seeds both have done, in the metric's unit; null until there is one.</param>
/// <param name="Sentence">What the difference means, for people.</param>
[GenerateSerializer, Immutable, Alias("JointQP.OrderComparison")]
public sealed record OrderComparison(
    [property: Id(0)] string First,
    [property: Id(1)] string Second,
    [property: Id(2)] Interval? Difference,
    [property: Id(3)] string Sentence);
