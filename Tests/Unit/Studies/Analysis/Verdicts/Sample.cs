using System.Text.Json;
using JointQP.Studies.Analysis;
using JointQP.Studies.Analysis.Verdicts;

namespace JointQP.Tests.Unit.Studies.Analysis.Verdicts;

/// <summary>Made-up experiments.</summary>
internal static class Sample
{
    public const string PruneFirst = "P0.5(w,f) -> Q8(w,f)";
    public const string QuantizeFirst = "Q8(w,f) -> P0.5(w,f)";

    public static readonly VerdictMetric Accuracy = new("test/accuracy", HigherIsBetter: true, IsFraction: true);
    public static readonly VerdictMetric Distance = new("test/fid", HigherIsBetter: false, IsFraction: false);

    /// <summary>One schedule for each ordering, with a value for each seed from 1 on; null where it is not done.</summary>
    public static ExperimentTrials Experiment(VerdictMetric metric, params (string Ordering, double?[] Values)[] orderings) =>
        new("one", NetworkKind.Discriminative, metric, [.. orderings.SelectMany(one => Trials(one.Ordering, one.Ordering, metric, one.Values))]);

    public static IEnumerable<TrialOutcome> Trials(string label, string ordering, VerdictMetric metric, params double?[] values) =>
        values.Select((value, seed) => new TrialOutcome(
            label, ordering, seed + 1, value is null ? new Dictionary<string, double>() : new Dictionary<string, double> { [metric.Name] = value.Value }));

    /// <summary>Two orders that differ by so much in each seed.</summary>
    public static ExperimentTrials Pair(VerdictMetric metric, params double[] differences) =>
        Experiment(metric, (PruneFirst, [.. differences.Select((difference, seed) => (double?)(0.8 + (0.01 * seed) + difference))]), (QuantizeFirst, [.. differences.Select((_, seed) => (double?)(0.8 + (0.01 * seed)))]));

    /// <summary>Every number of a verdict, to compare two.</summary>
    public static string Text<T>(T verdict) => JsonSerializer.Serialize(verdict);
}
