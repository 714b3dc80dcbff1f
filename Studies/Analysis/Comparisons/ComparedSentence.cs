using JointQP.Studies.Analysis.Verdicts;

namespace JointQP.Studies.Analysis.Comparisons;

/// <summary>What comparisons of two studies mean, for people.</summary>
internal static class ComparedSentence
{
    /// <summary>Of all that both have.</summary>
    public static string Of(StudyComparison comparison)
    {
        if (comparison.SameResult == true)
            return "The result hashes are equal: all weights and all metrics are the same, bit for bit.";
        var schedules = comparison.Experiments.SelectMany(experiment => experiment.Schedules.Select(schedule => (experiment.Metric, schedule.Difference))).ToList();
        if (schedules.Count == 0)
            return "There is no schedule that both have: only settings and verdicts can be compared.";
        var shown = schedules.Where(one => one.Difference?.ExcludesZero == true).ToList();
        var better = shown.Count(one => one.Difference!.Mean > 0 == one.Metric.HigherIsBetter);
        var open = schedules.Count(one => one.Difference?.Mean is null);
        return $"Of {VerdictSentence.Count(schedules.Count, "schedule")} that both have, {comparison.Second.Name} is better than {comparison.First.Name} in {better} and worse in {shown.Count - better} by 95 % intervals, each by itself"
            + (open > 0 ? $"; {open} cannot be compared" : "") + ".";
    }

    /// <summary>Of one schedule.</summary>
    public static string Of(string first, string second, SeedDifference? difference, VerdictMetric metric, bool stopped)
    {
        if (stopped)
            return "Not compared on all seeds: a stopper ended trials of it." + (difference is null ? "" : " " + Of(first, second, difference, metric, stopped: false));
        if (difference is null)
            return $"Nothing to compare yet: no trial of it is done in {first} or in {second}.";
        if (difference.Mean is not { } mean)
            return $"Cannot be compared: {metric.Name} of a trial is not a finite number.";
        var seeds = difference.Pairing == Pairing.Paired
            ? VerdictSentence.Count(difference.First, "pair")
            : $"{difference.First} and {difference.Second} seeds, unpaired";
        if (difference.Low is not { } low || difference.High is not { } high)
        {
            return mean.Equals(0)
                ? $"{second} and {first} are equal in {metric.Name} ({seeds})."
                : $"{second} minus {first} is {ComparisonSentence.Amount(mean, metric)} of {metric.Name} ({seeds}); that gives no interval.";
        }

        if (!difference.ExcludesZero)
            return $"No difference shown: {second} minus {first} is {ComparisonSentence.Amount(mean, metric)} of {metric.Name} ({ComparisonSentence.Bounds(low, high, metric)}, {seeds}).";
        var (least, most) = mean > 0 ? (low, high) : (-high, -low);
        var word = mean > 0 == metric.HigherIsBetter ? "better" : "worse";
        return $"{second} is {ComparisonSentence.Amount(Math.Abs(mean), metric)} {word} than {first} in {metric.Name} ({ComparisonSentence.Bounds(least, most, metric)}, {seeds}).";
    }
}
