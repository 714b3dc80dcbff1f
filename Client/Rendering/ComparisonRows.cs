using JointQP.Studies.Analysis.Comparisons;

namespace JointQP.Client.Rendering;

/// <summary>Two studies side by side, as rows for programs.</summary>
internal static class ComparisonRows
{
    /// <summary>A row for each schedule that both have.</summary>
    public static CsvTable Of(StudyComparison comparison) => CsvTable.Of(
        from experiment in comparison.Experiments
        from schedule in experiment.Schedules
        select (experiment, schedule),
        new("first", _ => comparison.First.Name),
        new("second", _ => comparison.Second.Name),
        new("experiment", row => row.experiment.Experiment),
        new("metric", row => row.experiment.Metric.Name),
        new("schedule", row => row.schedule.Schedule),
        new("firstSeeds", row => row.schedule.First.Metric?.Count ?? 0),
        new("firstMean", row => row.schedule.First.Metric?.Mean),
        new("secondSeeds", row => row.schedule.Second.Metric?.Count ?? 0),
        new("secondMean", row => row.schedule.Second.Metric?.Mean),
        new("pairing", row => row.schedule.Difference?.Pairing),
        new("firstCompared", row => row.schedule.Difference?.First),
        new("secondCompared", row => row.schedule.Difference?.Second),
        new("difference", row => row.schedule.Difference?.Mean),
        new("low", row => row.schedule.Difference?.Low),
        new("high", row => row.schedule.Difference?.High),
        new("firstWeightBytes", row => row.schedule.First.WeightBytes),
        new("secondWeightBytes", row => row.schedule.Second.WeightBytes),
        new("firstFeatureBytes", row => row.schedule.First.FeatureBytes),
        new("secondFeatureBytes", row => row.schedule.Second.FeatureBytes),
        new("firstFinding", row => row.experiment.FirstFinding),
        new("secondFinding", row => row.experiment.SecondFinding),
        new("sameResult", _ => comparison.SameResult));
}
