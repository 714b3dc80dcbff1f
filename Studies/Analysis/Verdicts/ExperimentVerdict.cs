using System.Collections.Immutable;
using JointQP.Studies.Analysis.Sequential;
using JointQP.Studies.Analysis.Statistics;
using Orleans;

namespace JointQP.Studies.Analysis.Verdicts;

/// <summary>What an experiment says of the order of its operators.</summary>
/// <param name="Name">The experiment.</param>
/// <param name="Kind">What its network is trained for.</param>
/// <param name="Metric">What was compared.</param>
/// <param name="Margin">Differences smaller than it are of no account; null when none was named.</param>
/// <param name="Operators">One for each set of operators that it has in several orders.</param>
/// <param name="Finding">What it has come to over all primary contrasts.</param>
/// <param name="PruneFirst">
/// What it brings to prune before quantizing, as a gain: positive is better whichever way the metric goes. In each seed the mean over the contrasts of
/// a pruning with a quantization, over all sets of operators. Null without one.
/// </param>
/// <param name="Intensity">Whether the weaker operator should come first; null unless operators were trained alone too.</param>
/// <param name="Schedules">What each schedule gives for its bytes.</param>
/// <param name="Stopped">Schedules that a stopper ended; they are in no comparison.</param>
/// <param name="Sentence">What it means, for people.</param>
[GenerateSerializer, Immutable, Alias("JointQP.ExperimentVerdict")]
public sealed record ExperimentVerdict(
    [property: Id(0)] string Name,
    [property: Id(1)] NetworkKind Kind,
    [property: Id(2)] VerdictMetric Metric,
    [property: Id(3)] double? Margin,
    [property: Id(4)] ImmutableArray<OperatorsVerdict> Operators,
    [property: Id(5)] Finding Finding,
    [property: Id(6)] PairedResult? PruneFirst,
    [property: Id(7)] IntensityEvidence? Intensity,
    [property: Id(8)] ImmutableArray<ScheduleEfficiency> Schedules,
    [property: Id(9)] ImmutableArray<string> Stopped,
    [property: Id(10)] string Sentence)
{
    /// <summary>What its search says of order, beside the contrasts and in none of them; null without one.</summary>
    [Id(11)] public SearchEvidence? Search { get; init; }

    /// <summary>How its primary comparison stands that gets seeds until it is decided: then the finding goes by that alone. Null where seeds are fixed.</summary>
    [Id(12)] public SequentialVerdict? Sequential { get; init; }

    /// <summary>The contrasts that the verdict goes by, over all sets of operators.</summary>
    public IEnumerable<OrderContrast> Primary => Operators.SelectMany(operators => operators.Primary);

    /// <summary>The best schedule of at most so many bytes, the smaller of two that are as good; null when none fits.</summary>
    public ScheduleEfficiency? BestWithin(double bytes) =>
        Schedules.Where(schedule => schedule.Bytes <= bytes)
            .OrderByDescending(schedule => Metric.HigherIsBetter ? schedule.Metric : -schedule.Metric)
            .ThenBy(schedule => schedule.Bytes)
            .FirstOrDefault();
}

/// <summary>What an experiment says of the progressive intensity hypothesis (arXiv 2603.18426).</summary>
/// <param name="Points">One for each set of operators of which two that change their order were trained alone too.</param>
/// <param name="WeakerFirst">What it brings to begin with the operator that costs less alone, as a gain; in each seed the mean over the points.</param>
[GenerateSerializer, Immutable, Alias("JointQP.IntensityEvidence")]
public sealed record IntensityEvidence([property: Id(0)] ImmutableArray<IntensityPoint> Points, [property: Id(1)] PairedResult WeakerFirst);

/// <summary>A set of operators by how much each costs alone, and what it brings to begin with the weaker. With more than two it is the mean over pairs of them.</summary>
/// <param name="Operators">The operators without their order.</param>
/// <param name="Orders">What weaker first is, such as <c>Q8(w) before P0.9(w)</c>.</param>
/// <param name="Gap">How much more the stronger costs, as a share of the float network's metric, or of the mean of both where that was not trained; above 0.</param>
/// <param name="Advantage">The gain of weaker first.</param>
[GenerateSerializer, Immutable, Alias("JointQP.IntensityPoint")]
public sealed record IntensityPoint(
    [property: Id(0)] string Operators, [property: Id(1)] string Orders, [property: Id(2)] double Gap, [property: Id(3)] PairedResult Advantage);
