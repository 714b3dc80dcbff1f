using System.Collections.Immutable;
using JointQP.Studies.Analysis.Verdicts;

namespace JointQP.Studies.Analysis.Comparisons;

/// <summary>An experiment that two studies have, by its name.</summary>
/// <param name="Experiment">Its name.</param>
/// <param name="Metric">What its verdict compares; the first study's, if they differ.</param>
/// <param name="Schedules">Schedules that both have, by label and ordering, in the order of the first.</param>
/// <param name="OnlyFirst">The labels of those that the second has not.</param>
/// <param name="OnlySecond">The labels of those that the first has not.</param>
/// <param name="FirstFinding">What the first study has come to: whether order matters.</param>
/// <param name="SecondFinding">What the second one has come to.</param>
/// <param name="FirstSentence">The same for people.</param>
/// <param name="SecondSentence">The same of the second.</param>
/// <param name="Problem">Why no values are compared, for people; null when they are.</param>
public sealed record ExperimentComparison(
    string Experiment,
    VerdictMetric Metric,
    ImmutableArray<ScheduleComparison> Schedules,
    ImmutableArray<string> OnlyFirst,
    ImmutableArray<string> OnlySecond,
    Finding FirstFinding,
    Finding SecondFinding,
    string FirstSentence,
    string SecondSentence,
    string? Problem)
{
    internal static ExperimentComparison Of(
        (string Study, ExperimentTrials Trials, ExperimentVerdict Verdict) first, (string Study, ExperimentTrials Trials, ExperimentVerdict Verdict) second)
    {
        var (one, other) = (BySchedule(first.Trials), BySchedule(second.Trials));
        var comparable = first.Trials.Metric == second.Trials.Metric;
        return new(
            first.Trials.Name,
            first.Trials.Metric,
            !comparable ? [] :
            [
                .. one.Where(schedule => other.ContainsKey(schedule.Key)).Select(schedule =>
                    ScheduleComparison.Of(schedule.Key.Label, (first.Study, schedule.Value), (second.Study, other[schedule.Key]), first.Trials.Metric)),
            ],
            [.. one.Keys.Except(other.Keys).Select(schedule => schedule.Label)],
            [.. other.Keys.Except(one.Keys).Select(schedule => schedule.Label)],
            first.Verdict.Finding,
            second.Verdict.Finding,
            first.Verdict.Sentence,
            second.Verdict.Sentence,
            comparable ? null : $"Values are not compared: {first.Study} goes by {Told(first.Trials.Metric)}, {second.Study} by {Told(second.Trials.Metric)}.");
    }

    /// <summary>In the order of their first trials. One label may stand for another order elsewhere: that is another schedule.</summary>
    private static OrderedDictionary<(string Label, string Ordering), List<TrialOutcome>> BySchedule(ExperimentTrials experiment)
    {
        OrderedDictionary<(string, string), List<TrialOutcome>> found = [];
        foreach (var trial in experiment.Trials)
        {
            if (!found.TryGetValue((trial.Schedule, trial.Ordering), out var trials))
                found.Add((trial.Schedule, trial.Ordering), trials = []);
            trials.Add(trial);
        }

        return found;
    }

    private static string Told(VerdictMetric metric) => $"{metric.Name} ({(metric.HigherIsBetter ? "higher" : "lower")} is better)";
}
