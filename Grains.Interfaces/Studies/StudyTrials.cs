using System.Collections.Immutable;
using JointQP.Studies.Planning;
using JointQP.Studies.Stages;

namespace JointQP.Grains.Interfaces.Studies;

/// <summary>What a trial does; each trial is in one of these.</summary>
public enum TrialState
{
    /// <summary>It waits for a worker, or for a stage before.</summary>
    Waiting,

    /// <summary>A worker trains one of its stages.</summary>
    Running,

    /// <summary>Its last stage is committed.</summary>
    Done,

    /// <summary>Training threw more often than the failed budget allows.</summary>
    Failed,

    /// <summary>Its workers were lost more often than the lost budget allows.</summary>
    Poisoned,

    /// <summary>The study was cancelled before it was done.</summary>
    Cancelled,

    /// <summary>A stopper ended it.</summary>
    Stopped,
}

/// <summary>All trials of a study.</summary>
/// <param name="Study">The study's name.</param>
/// <param name="Trials">In the plan's order: a trial's index is its position.</param>
[GenerateSerializer, Immutable, Alias("JointQP.StudyTrials")]
public sealed record StudyTrials([property: Id(0)] string Study, [property: Id(1)] ImmutableArray<TrialRow> Trials);

/// <summary>A trial among others.</summary>
/// <param name="Index">The index in the study's plan.</param>
/// <param name="Experiment">Its experiment.</param>
/// <param name="Schedule">Its schedule's label.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="State">What it does.</param>
/// <param name="Steps">Steps of the whole training.</param>
/// <param name="StepsDone">Steps of its path that are committed, or held by a checkpoint; those of shared stages count.</param>
/// <param name="Stage">The stage of its path that a worker trains; null when none does.</param>
/// <param name="Slot">That worker's slot.</param>
/// <param name="Losses">Leases of its stages that ran out.</param>
/// <param name="Failures">Attempts at its stages in which training threw.</param>
/// <param name="Reason">Why its path came to an end before its last stage, or, while it goes on, why an attempt last did not work; null when all went well.</param>
[GenerateSerializer, Immutable, Alias("JointQP.TrialRow")]
public sealed record TrialRow(
    [property: Id(0)] int Index,
    [property: Id(1)] string Experiment,
    [property: Id(2)] string Schedule,
    [property: Id(3)] long Seed,
    [property: Id(4)] TrialState State,
    [property: Id(5)] long Steps,
    [property: Id(6)] long StepsDone,
    [property: Id(7)] string? Stage,
    [property: Id(8)] string? Slot,
    [property: Id(9)] int Losses,
    [property: Id(10)] int Failures,
    [property: Id(11)] string? Reason);

/// <summary>How a trial stands, whole.</summary>
/// <param name="Row">In short.</param>
/// <param name="Planned">What decides its result, and its path.</param>
/// <param name="Path">Its stages from first to last; those that another trial leads are shared with it.</param>
/// <param name="CheckpointFolder">The folder that the files of its checkpoints lie in, as the silo names it.</param>
[GenerateSerializer, Immutable, Alias("JointQP.TrialStanding")]
public sealed record TrialStanding(
    [property: Id(0)] TrialRow Row,
    [property: Id(1)] PlannedTrial Planned,
    [property: Id(2)] ImmutableArray<PathStage> Path,
    [property: Id(3)] string CheckpointFolder);

/// <summary>A stage of a trial's path.</summary>
/// <param name="Planned">Its span of steps, and who leads it.</param>
/// <param name="Record">How it stands.</param>
[GenerateSerializer, Immutable, Alias("JointQP.PathStage")]
public sealed record PathStage([property: Id(0)] PlannedStage Planned, [property: Id(1)] StageRecord Record);
