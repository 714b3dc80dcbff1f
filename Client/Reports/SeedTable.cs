using JointQP.Grains.Interfaces.Experiments;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Notation;

namespace JointQP.Client.Reports;

/// <summary>What each ordering of an experiment measured in each seed: what its verdict compares.</summary>
internal sealed class SeedTable
{
    private readonly Dictionary<string, SortedDictionary<long, double>> _values;

    private SeedTable(Dictionary<string, SortedDictionary<long, double>> values) => _values = values;

    /// <summary>Reads an experiment's trials. Schedules of one ordering are their mean in each seed that has them all.</summary>
    public static SeedTable Of(ReportData data, ExperimentResult result, ExperimentVerdict verdict)
    {
        var rows = result.Trials
            .Where(trial => data.Orderings.ContainsKey((result.Experiment, trial.Schedule))
                && !data.Searched.Contains((result.Experiment, trial.Schedule)) && !verdict.Stopped.Contains(trial.Schedule))
            .GroupBy(trial => trial.Schedule, StringComparer.Ordinal)
            .GroupBy(schedule => Form(data.Orderings[(result.Experiment, schedule.Key)]), StringComparer.Ordinal);
        return new(rows.ToDictionary(ordering => ordering.Key, ordering => Mean([.. ordering], result.Metric), StringComparer.Ordinal));
    }

    /// <summary>The values of an ordering by seed; none where there is no such ordering.</summary>
    public IReadOnlyDictionary<long, double> Of(string ordering) => _values.GetValueOrDefault(Form(ordering)) ?? [];

    /// <summary>Both values of each seed that has both.</summary>
    public List<(long Seed, double First, double Second)> Pairs(string first, string second)
    {
        var other = Of(second);
        return [.. Of(first).Where(one => other.ContainsKey(one.Key)).Select(one => (one.Key, one.Value, other[one.Key]))];
    }

    private static SortedDictionary<long, double> Mean(List<IGrouping<string, TrialResult>> schedules, string metric) => new(schedules
        .SelectMany(schedule => schedule)
        .Where(trial => trial.Final.ContainsKey(metric))
        .GroupBy(trial => trial.Seed)
        .Where(seed => seed.Count() == schedules.Count)
        .ToDictionary(seed => seed.Key, seed => seed.Average(trial => trial.Final[metric])));

    /// <summary>What starts in each place, however it is put together: <c>Q8(w) = Q8(f)</c> and <c>Q8(w,f)</c> are one.</summary>
    private static string Form(string ordering) => Ordering.TryParse(ordering, out var read, out _)
        ? string.Join(" -> ", read.Places.Select(place => string.Join(' ', new Ordering(place).Operations
            .OrderBy(operation => operation.Kind).ThenBy(operation => operation.Target).Select(operation => new Term(operation.Kind, operation.Strength, operation.Target)))))
        : ordering;
}
