using System.Collections.Immutable;
using JointQP.Studies.Notation;
using Orleans;

namespace JointQP.Studies.Analysis;

/// <summary>What one trial measured.</summary>
/// <param name="Schedule">Its schedule's label.</param>
/// <param name="Ordering">Its ordering in notation.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Metrics">The final metrics by name; empty while the trial is not done.</param>
/// <param name="Stopped">Whether a stopper ended it, so that it will have none.</param>
/// <param name="Failed">Whether it came to its end without any, unless it is retried.</param>
[GenerateSerializer, Immutable, Alias("JointQP.TrialOutcome")]
public sealed record TrialOutcome(
    [property: Id(0)] string Schedule,
    [property: Id(1)] string Ordering,
    [property: Id(2)] long Seed,
    [property: Id(3)] IReadOnlyDictionary<string, double> Metrics,
    [property: Id(4)] bool Stopped = false,
    [property: Id(5)] bool Failed = false)
{
    /// <summary>Whether nothing more is to come of it.</summary>
    internal bool Over => Metrics.Count > 0 || Stopped || Failed;
}

/// <summary>What an experiment's trials say. Both functions take every trial, done or not, in the plan's order.</summary>
public static class ExperimentAnalysis
{
    /// <summary>Bytes of stored weights.</summary>
    public const string WeightBytes = "bytes/weights";

    /// <summary>Bytes of the features of one sample.</summary>
    public const string FeatureBytes = "bytes/features";

    /// <summary>A row for each schedule, in the order of their first trials.</summary>
    public static ImmutableArray<ScheduleSummary> Summarize(IEnumerable<TrialOutcome> trials, VerdictMetric metric) =>
    [
        .. trials.GroupBy(trial => trial.Schedule, StringComparer.Ordinal).Select(group => new ScheduleSummary(
            group.Key,
            Interval.Of(Values(group, metric.Name)),
            Interval.Of(Values(group, WeightBytes))?.Mean,
            Interval.Of(Values(group, FeatureBytes))?.Mean)),
    ];

    /// <summary>
    /// Every pair of schedules that hold the same operators, strengths and targets in another order, compared seed by seed: a seed's
    /// initial weights and data order are the same in both, so its difference is freed of them.
    /// </summary>
    public static ImmutableArray<OrderComparison> CompareOrders(IEnumerable<TrialOutcome> trials, VerdictMetric metric) => [.. Compare(trials, metric, measured: false)];

    /// <summary>The first so many of these pairs, and whether there are more: a grid of thousands of schedules has millions.</summary>
    public static (ImmutableArray<OrderComparison> Pairs, bool More) CompareFirstOrders(IEnumerable<TrialOutcome> trials, VerdictMetric metric, int most)
    {
        ImmutableArray<OrderComparison> pairs = [.. Compare(trials, metric, measured: false).Take(most + 1)];
        return pairs.Length > most ? (pairs[..most], true) : (pairs, false);
    }

    /// <summary>The first so many of these pairs that have a difference already; schedules that nothing is measured of are not looked at.</summary>
    public static ImmutableArray<OrderComparison> CompareOrders(IEnumerable<TrialOutcome> trials, VerdictMetric metric, int most) =>
        [.. Compare(trials, metric, measured: true).Where(pair => pair.Difference is not null).Take(most)];

    private static IEnumerable<OrderComparison> Compare(IEnumerable<TrialOutcome> trials, VerdictMetric metric, bool measured)
    {
        var schedules = trials
            .GroupBy(trial => trial.Schedule, StringComparer.Ordinal)
            .Select(group => (
                Label: group.Key,
                Ordering: group.First().Ordering,
                Values: BySeed(group, metric.Name),
                Stopped: group.Any(trial => trial.Stopped)))
            .Where(schedule => !measured || schedule.Values.Count > 0)
            .ToList();
        return
            from pair in Reorderings([.. schedules.Select(schedule => schedule.Ordering)])
            let first = schedules[pair.First]
            let second = schedules[pair.Second]
            let difference = Interval.Of(Differences(first.Values, second.Values))
            select new OrderComparison(
                first.Label,
                second.Label,
                difference,
                first.Stopped || second.Stopped
                    ? ComparisonSentence.OfStopped(first.Label, first.Stopped, second.Label, second.Stopped)
                    : ComparisonSentence.Of(first.Label, second.Label, difference, metric));
    }

    /// <summary>The positions of every two that are reorderings of each other. Thousands of schedules on a grid have a few orderings: those are compared.</summary>
    private static IEnumerable<(int First, int Second)> Reorderings(ImmutableArray<string> orderings)
    {
        var positions = orderings.Index().ToLookup(ordering => Ordering.Parse(ordering.Item), ordering => ordering.Index);
        var others = new Dictionary<Ordering, List<int>>();
        foreach (var (first, text) in orderings.Index())
        {
            var ordering = Ordering.Parse(text);
            if (!others.TryGetValue(ordering, out var found))
                others.Add(ordering, found = [.. positions.Where(other => ordering.IsReorderingOf(other.Key)).SelectMany(other => other).Order()]);
            var after = found.BinarySearch(first);
            foreach (var second in found.Skip(after < 0 ? ~after : after))
                yield return (first, second);
        }
    }

    private static IEnumerable<double> Values(IEnumerable<TrialOutcome> trials, string metric) =>
        trials.Where(trial => trial.Metrics.ContainsKey(metric)).Select(trial => trial.Metrics[metric]);

    private static SortedDictionary<long, double> BySeed(IEnumerable<TrialOutcome> trials, string metric) =>
        new(trials.Where(trial => trial.Metrics.ContainsKey(metric)).ToDictionary(trial => trial.Seed, trial => trial.Metrics[metric]));

    // In the order of seeds: floating-point sums, and so the printed digits, must not depend on which trial was done first.
    private static IEnumerable<double> Differences(SortedDictionary<long, double> first, SortedDictionary<long, double> second) =>
        first.Where(pair => second.ContainsKey(pair.Key)).Select(pair => pair.Value - second[pair.Key]);
}
