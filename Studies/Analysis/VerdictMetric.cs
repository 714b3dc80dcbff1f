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
    [property: Id(2)] bool IsFraction)
{
    /// <summary>What names the metrics that stoppers see begin with: those of validation data at a rung, wherever in an epoch it lies.</summary>
    public const string RungPrefix = "rung/";

    /// <summary>The same at a rung.</summary>
    public string AtRung => RungPrefix + Bare;

    /// <summary>The same on validation data: what searches see.</summary>
    public string OnValidation => "validation/" + Bare;

    private string Bare => Name[(Name.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
