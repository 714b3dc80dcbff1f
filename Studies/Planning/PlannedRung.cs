using System.Collections.Immutable;

namespace JointQP.Studies.Planning;

/// <summary>A moment at which the schedules of an experiment are compared, to stop the worse ones (<see cref="Stopping.StopperSettings"/>).</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Number">Which of its rungs, counted from 1.</param>
/// <param name="After">Steps since the last operator of each schedule settled.</param>
/// <param name="Trials">Who is judged there, unless it was stopped before, in the plan's order.</param>
public sealed record PlannedRung(string Experiment, int Number, long After, ImmutableArray<JudgedTrial> Trials);

/// <summary>A trial at a rung.</summary>
/// <param name="Trial">Its index in the plan.</param>
/// <param name="Stage">The stage that ends there; <see cref="PlannedStage.Rung"/> is set.</param>
public readonly record struct JudgedTrial(int Trial, string Stage);
