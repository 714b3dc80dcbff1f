using System.Collections.Immutable;
using JointQP.Studies.Words;
using Orleans;

namespace JointQP.Studies.Planning;

/// <summary>What a study trains: its trials and the stages they are made of, in a fixed order.</summary>
/// <param name="Trials">All trials; a trial's <see cref="PlannedTrial.Index"/> is its position.</param>
/// <param name="Stages">All stages, each after its parent.</param>
public sealed record StudyPlan(ImmutableArray<PlannedTrial> Trials, ImmutableArray<PlannedStage> Stages)
{
    /// <summary>Where schedules are compared to stop some, by experiment and in order; none without a stopper.</summary>
    public ImmutableArray<PlannedRung> Rungs { get; init; } = [];
}

/// <summary>One schedule with one seed.</summary>
/// <param name="Index">Position in the plan, from 0.</param>
/// <param name="Experiment">The experiment's name.</param>
/// <param name="ScheduleName">The schedule's label, unique in the experiment; its notation unless the spec names it.</param>
/// <param name="Spec">What decides its result.</param>
/// <param name="Path">Its stages from first to last.</param>
[GenerateSerializer, Immutable, Alias("JointQP.PlannedTrial")]
public sealed record PlannedTrial(
    [property: Id(0)] int Index,
    [property: Id(1)] string Experiment,
    [property: Id(2)] string ScheduleName,
    [property: Id(3)] TrialSpec Spec,
    [property: Id(4)] ImmutableArray<string> Path);

/// <summary>A span of training between two events of a schedule: what is leased, checkpointed and committed.</summary>
/// <param name="Id">Unique in the study: the leading trial and the depth, such as <c>t0012.2</c>. Safe as a file name.</param>
/// <param name="Parent">The stage whose checkpoint it starts from; null for a trial's first.</param>
/// <param name="Tree">
/// Stages with the same tree are trained on one numeric fingerprint: the seed, and the first experiment of those that differ in schedules and
/// compression settings alone.
/// </param>
/// <param name="Leader">The index of the first trial in its subtree, to which its metrics are reported.</param>
/// <param name="From">First step.</param>
/// <param name="To">One past the last step; greater than <paramref name="From"/>.</param>
/// <param name="Remaining">Steps from <paramref name="From"/> to the end of the longest path below: what the scheduler puts first.</param>
/// <param name="Final">Whether a trial ends here: then it is evaluated on test data and audited.</param>
/// <param name="Rung">Whether a trial is judged by a stopper here: then it is evaluated on validation data.</param>
[GenerateSerializer, Immutable, Alias("JointQP.PlannedStage")]
public sealed record PlannedStage(
    [property: Id(0)] string Id,
    [property: Id(1)] string? Parent,
    [property: Id(2)] string Tree,
    [property: Id(3)] int Leader,
    [property: Id(4)] long From,
    [property: Id(5)] long To,
    [property: Id(6)] long Remaining,
    [property: Id(7)] bool Final,
    [property: Id(8)] bool Rung = false);
