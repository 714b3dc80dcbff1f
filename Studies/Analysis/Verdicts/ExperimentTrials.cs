using JointQP.Studies.Analysis.Sequential;
using JointQP.Studies.Analysis.Statistics;
using JointQP.Studies.Words;
using Orleans;

namespace JointQP.Studies.Analysis.Verdicts;

/// <summary>What a network is trained for: the claim of arXiv 2110.08271 is that the better order depends on it.</summary>
public enum NetworkKind
{
    /// <summary>It tells samples apart, such as in classification or detection.</summary>
    Discriminative,

    /// <summary>It makes samples, such as in super-resolution or image translation.</summary>
    Generative,
}

/// <summary>An experiment's trials, as they are judged.</summary>
/// <param name="Name">The experiment.</param>
/// <param name="Kind">What its network is trained for.</param>
/// <param name="Metric">What is compared.</param>
/// <param name="Trials">Every trial, done or not, in the plan's order; one for each schedule and seed.</param>
[GenerateSerializer, Immutable, Alias("JointQP.ExperimentTrials")]
public sealed record ExperimentTrials(
    [property: Id(0)] string Name, [property: Id(1)] NetworkKind Kind, [property: Id(2)] VerdictMetric Metric, [property: Id(3)] IReadOnlyList<TrialOutcome> Trials)
{
    /// <summary>Differences smaller than it are of no account, in the metric's unit (a fraction for a fraction) and above 0; null when none was named.</summary>
    /// <value>Default null: then no difference can only be undecided.</value>
    [Id(4)] public double? Margin { get; init; }

    /// <summary>Schedules by label, for their onsets; those that are not there are on no plane of onsets.</summary>
    [Id(5)] public IReadOnlyDictionary<string, Schedule> Schedules { get; init; } = new Dictionary<string, Schedule>(StringComparer.Ordinal);

    /// <summary>What its search has come to; null without one. <see cref="Trials"/> has none of those that it raced.</summary>
    [Id(6)] public SearchEvidence? Search { get; init; }

    /// <summary>How its study gets seeds until its primary comparison is decided; null where that is another experiment's, or seeds are fixed.</summary>
    [Id(7)] public SequentialDesign? Sequential { get; init; }
}

/// <summary>How sure a verdict must be, and how much chance goes into it.</summary>
public sealed record AnalysisSettings
{
    /// <summary>The level of each family of tests, in (0, 1).</summary>
    /// <value>Default 0.05.</value>
    public double Alpha { get; init; } = 0.05;

    /// <summary>Random patterns of a permutation test whose patterns are too many to count; at least 1.</summary>
    /// <value>Default 9999.</value>
    public int Draws { get; init; } = 9999;

    /// <summary>Resamples of a bootstrap; at least 1. With 5000 a probability is off by at most 0.014 in 95 of 100 cases.</summary>
    /// <value>Default 5000.</value>
    public int Resamples { get; init; } = 5000;

    /// <summary>What both are drawn by, so that the same trials give the same verdict.</summary>
    /// <value>Default 1.</value>
    public long Seed { get; init; } = 1;

    /// <summary>Up to so many pairs the permutation test counts every pattern of signs, and draws none.</summary>
    public static int MostExactPairs => SignFlip.MostExact;

    internal void Validate()
    {
        if (Alpha is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(Alpha), Alpha, "a level above 0 and below 1");
        ArgumentOutOfRangeException.ThrowIfLessThan(Draws, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Resamples, 1);
    }
}
