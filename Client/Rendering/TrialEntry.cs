using System.Collections.Immutable;
using JointQP.Client.Commands;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Workers;

namespace JointQP.Client.Rendering;

/// <summary>A trial in a list.</summary>
/// <param name="Index">The index in the study's plan.</param>
/// <param name="Name">The other way to name it: <c>EXPERIMENT/SCHEDULE/SEED</c>.</param>
/// <param name="Experiment">Its experiment.</param>
/// <param name="Schedule">Its schedule.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="State">What it does.</param>
/// <param name="Steps">Steps of the whole training.</param>
/// <param name="StepsDone">Steps that are trained, also those that only its worker knows of yet.</param>
/// <param name="Stage">The stage in training.</param>
/// <param name="Worker">The worker's slot.</param>
/// <param name="Losses">Leases that ran out.</param>
/// <param name="Failures">Attempts in which training threw.</param>
/// <param name="Reason">Why it came to an early end, or what went wrong last.</param>
/// <param name="Metric">The metric that verdicts see.</param>
/// <param name="Result">Its value; null until the trial is done.</param>
internal sealed record TrialEntry(
    int Index,
    string Name,
    string Experiment,
    string Schedule,
    long Seed,
    TrialState State,
    long Steps,
    long StepsDone,
    string? Stage,
    string? Worker,
    int Losses,
    int Failures,
    string? Reason,
    string Metric,
    double? Result)
{
    /// <summary>Every trial of a study, in the plan's order.</summary>
    public static IEnumerable<TrialEntry> Of(StudyTrials trials, StudyResults results, ImmutableArray<WorkerView> workers)
    {
        var found = results.Experiments
            .SelectMany(experiment => experiment.Trials.Select(trial => (trial.Index, experiment.Metric, trial.Final)))
            .ToDictionary(trial => trial.Index, trial => (trial.Metric, Value: trial.Final.TryGetValue(trial.Metric, out var value) ? value : (double?)null));
        return trials.Trials.Select(row =>
        {
            var (metric, value) = found.GetValueOrDefault(row.Index, ("", null));
            return new TrialEntry(
                row.Index, TrialName.Of(row), row.Experiment, row.Schedule, row.Seed, row.State, row.Steps, Reached(trials.Study, row, workers),
                row.Stage, row.Slot, row.Losses, row.Failures, row.Reason, metric, value);
        });
    }

    /// <summary>The study counts steps only with the next checkpoint; the worker that trains them knows better.</summary>
    public static long Reached(string study, TrialRow row, ImmutableArray<WorkerView> workers)
    {
        var holder = workers.FirstOrDefault(worker => worker.Beat.Slot == row.Slot && worker.Beat.Lease is { } lease && lease.Study == study && lease.Stage == row.Stage);
        return row.Stage is null || holder is null ? row.StepsDone : Math.Clamp(holder.Beat.Step, row.StepsDone, row.Steps);
    }

    /// <summary>For programs.</summary>
    public static CsvTable Rows(string study, IEnumerable<TrialEntry> trials) => CsvTable.Of(
        trials,
        new("study", _ => study),
        new("index", t => t.Index),
        new("experiment", t => t.Experiment),
        new("schedule", t => t.Schedule),
        new("seed", t => t.Seed),
        new("state", t => t.State),
        new("steps", t => t.Steps),
        new("stepsDone", t => t.StepsDone),
        new("stage", t => t.Stage),
        new("worker", t => t.Worker),
        new("losses", t => t.Losses),
        new("failures", t => t.Failures),
        new("reason", t => t.Reason),
        new("metric", t => t.Metric),
        new("result", t => t.Result));
}
