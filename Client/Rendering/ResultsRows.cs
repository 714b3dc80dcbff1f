using JointQP.Grains.Interfaces.Experiments;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Client.Rendering;

/// <summary>What a study found, as rows for programs.</summary>
internal static class ResultsRows
{
    /// <summary>A row for each trial, with its final metrics in columns behind the rest; the metrics of verdicts have theirs from the start.</summary>
    public static CsvTable Of(StudyResults results)
    {
        var trials = results.Experiments.SelectMany(e => e.Trials.Select(trial => (e.Experiment, Trial: trial))).ToList();
        var metrics = trials.SelectMany(t => t.Trial.Final.Keys)
            .Concat(results.Experiments.Select(e => e.Metric))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        return CsvTable.Of(
            trials,
            [
                new Column<(string Experiment, TrialResult Trial)>("study", _ => results.Status.Name),
                new("experiment", t => t.Experiment),
                new("index", t => t.Trial.Index, ColumnKind.Whole),
                new("schedule", t => t.Trial.Schedule),
                new("seed", t => t.Trial.Seed, ColumnKind.Whole),
                new("status", t => t.Trial.Status),
                new("key", t => t.Trial.Key),
                new("stateHash", t => t.Trial.StateHash),
                new("reason", t => t.Trial.Reason),
                .. metrics.Select(name => new Column<(string Experiment, TrialResult Trial)>(name, t => t.Trial.Final.TryGetValue(name, out var value) ? value : null, ColumnKind.Number)),
            ]);
    }
}
