namespace JointQP.Studies.Analysis.Comparisons;

/// <summary>A schedule that two studies have.</summary>
/// <param name="Schedule">Its label.</param>
/// <param name="First">What the first study measured of it.</param>
/// <param name="Second">What the second one measured.</param>
/// <param name="Difference">Second minus first; null until both have a seed that is done.</param>
/// <param name="Sentence">What that means, for people.</param>
public sealed record ScheduleComparison(string Schedule, ScheduleSummary First, ScheduleSummary Second, SeedDifference? Difference, string Sentence)
{
    /// <summary>Whether both have the same bytes of weights and features, as far as they are known of both.</summary>
    public bool SameBytes => Same(First.WeightBytes, Second.WeightBytes) && Same(First.FeatureBytes, Second.FeatureBytes);

    internal static ScheduleComparison Of(
        string schedule, (string Study, List<TrialOutcome> Trials) first, (string Study, List<TrialOutcome> Trials) second, VerdictMetric metric)
    {
        var difference = SeedDifference.Of(BySeed(first.Trials, metric.Name), BySeed(second.Trials, metric.Name));
        return new(
            schedule,
            ExperimentAnalysis.Summarize(first.Trials, metric)[0],
            ExperimentAnalysis.Summarize(second.Trials, metric)[0],
            difference,
            ComparedSentence.Of(first.Study, second.Study, difference, metric, first.Trials.Concat(second.Trials).Any(trial => trial.Stopped)));
    }

    private static bool Same(double? first, double? second) => first is null || second is null || first.Value.Equals(second.Value);

    // In the order of seeds: sums, and so printed digits, must not depend on which trial was done first.
    private static SortedDictionary<long, double> BySeed(List<TrialOutcome> trials, string metric) =>
        new(trials.Where(trial => trial.Metrics.ContainsKey(metric)).ToDictionary(trial => trial.Seed, trial => trial.Metrics[metric]));
}
