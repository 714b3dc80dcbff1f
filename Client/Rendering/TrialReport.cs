using System.Collections.Immutable;
using JointQP.Client.Commands;
using JointQP.Grains.Interfaces.Experiments;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Workers;
using JointQP.Studies.Stages;

namespace JointQP.Client.Rendering;

/// <summary>Whether a trial's network is what its spec says.</summary>
internal enum AuditOutcome
{
    /// <summary>It is looked at when the last stage ends.</summary>
    NotYet,

    /// <summary>The bits and the sparsity of every layer are those of the spec: no result is stored without that.</summary>
    Passed,
}

/// <summary>All of one trial.</summary>
internal sealed record TrialReport
{
    public required int Index { get; init; }

    public required string Name { get; init; }

    public required string Study { get; init; }

    public required string Experiment { get; init; }

    public required string Schedule { get; init; }

    public required string Ordering { get; init; }

    public required ImmutableArray<string> Starts { get; init; }

    public required long Seed { get; init; }

    public required string Key { get; init; }

    public required TrialState State { get; init; }

    public required string? Worker { get; init; }

    public required long Steps { get; init; }

    public required long StepsDone { get; init; }

    public required ImmutableArray<StageReport> Path { get; init; }

    public required string? Reason { get; init; }

    public required AuditOutcome Audit { get; init; }

    public required ImmutableSortedDictionary<string, double> Final { get; init; }

    public required string? StateHash { get; init; }

    public required string CheckpointFolder { get; init; }

    /// <summary>Puts together what the study, its results and the workers tell.</summary>
    public static TrialReport Of(string study, TrialStanding standing, TrialResult result, ImmutableArray<WorkerView> workers)
    {
        var row = standing.Row;
        var planned = TrialLine.Of(standing.Planned);
        return new TrialReport
        {
            Index = row.Index,
            Name = TrialName.Of(row),
            Study = study,
            Experiment = row.Experiment,
            Schedule = row.Schedule,
            Ordering = planned.Ordering,
            Starts = planned.Starts,
            Seed = row.Seed,
            Key = result.Key,
            State = row.State,
            Worker = row.Slot,
            Steps = row.Steps,
            StepsDone = TrialEntry.Reached(study, row, workers),
            Path = [.. standing.Path.Select(stage => StageReport.Of(stage, row.Index))],
            Reason = row.Reason,
            Audit = row.State == TrialState.Done ? AuditOutcome.Passed : AuditOutcome.NotYet,
            Final = result.Final,
            StateHash = result.StateHash,
            CheckpointFolder = standing.CheckpointFolder,
        };
    }

    /// <summary>For programs: a row for each stage of its path.</summary>
    public static CsvTable Rows(TrialReport trial) => CsvTable.Of(
        trial.Path,
        new("study", _ => trial.Study),
        new("trial", _ => trial.Index),
        new("stage", s => s.Stage),
        new("leader", s => s.Leader),
        new("status", s => s.Status),
        new("from", s => s.From),
        new("to", s => s.To),
        new("step", s => s.Step),
        new("epoch", s => s.Epoch),
        new("losses", s => s.Losses),
        new("failures", s => s.Failures),
        new("rebuilds", s => s.Rebuilds),
        new("worker", s => s.Worker),
        new("checkpoint", s => s.Checkpoint?.File),
        new("reason", s => s.Reason));
}

/// <summary>A stage of a trial's path.</summary>
/// <param name="Stage">Its id.</param>
/// <param name="Leader">The trial that leads it.</param>
/// <param name="Shared">Whether that is another one.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="From">First step.</param>
/// <param name="To">One past the last.</param>
/// <param name="Step">The next step to train, from what is stored.</param>
/// <param name="Epoch">The number of its latest lease.</param>
/// <param name="Losses">Leases that ran out.</param>
/// <param name="Failures">Attempts in which training threw.</param>
/// <param name="Rebuilds">Times it was trained again because its checkpoint could not be read.</param>
/// <param name="Worker">Who holds it.</param>
/// <param name="Reason">Why it last failed or was lost.</param>
/// <param name="Checkpoint">What is kept of it: its end's, or the latest inside it.</param>
/// <param name="Log">The last lines that its worker logged before it failed or was lost; none otherwise.</param>
internal sealed record StageReport(
    string Stage, int Leader, bool Shared, StageStatus Status, long From, long To, long Step, long Epoch, int Losses, int Failures, int Rebuilds, string? Worker, string? Reason, CheckpointRef? Checkpoint, ImmutableArray<string> Log)
{
    /// <summary>A stage as a trial sees it.</summary>
    public static StageReport Of(PathStage stage, int trial)
    {
        var (planned, record) = stage;
        var committed = record.Status == StageStatus.Committed;
        return new StageReport(
            planned.Id,
            planned.Leader,
            planned.Leader != trial,
            record.Status,
            planned.From,
            planned.To,
            committed ? planned.To : record.Progress?.Step ?? planned.From,
            record.Epoch,
            record.Losses,
            record.Failures,
            record.Rebuilds,
            record.Holder?.Slot,
            record.Reason is { } reason ? FailureText.Reason(reason) : null,
            committed ? record.Result?.Checkpoint : record.Progress,
            record.Reason is { } text && !committed ? [.. FailureText.Log(text)] : []);
    }
}
