using Orleans;

namespace JointQP.Studies.Analysis;

/// <summary>The metric that a verdict sees: that of the final, settled network on test data.</summary>
/// <param name="Name">Such as <c>test/accuracy</c>.</param>
/// <param name="HigherIsBetter">Its direction.</param>
/// <param name="IsFraction">Whether it lies in [0, 1], so that differences are told in percentage points.</param>
[GenerateSerializer, Immutable, Alias("JointQP.VerdictMetric")]
public sealed record VerdictMetric(
    [property: Id(0)] string Name,
    [property: Id(1)] bool HigherIsBetter,
    [property: Id(2)] bool IsFraction);
