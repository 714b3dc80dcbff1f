using System.Collections.Immutable;
using Orleans;

namespace JointQP.Studies.Stopping;

/// <summary>What was decided at a rung. It follows from the metrics there alone, and so is the same whenever and wherever it is made.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Rung">Which of its rungs, counted from 1.</param>
/// <param name="Stopped">The schedules that end here; those that were judged and are not among them go on.</param>
[GenerateSerializer, Immutable, Alias("JointQP.RungDecision")]
public sealed record RungDecision(
    [property: Id(0)] string Experiment,
    [property: Id(1)] int Rung,
    [property: Id(2)] ImmutableArray<StoppedSchedule> Stopped);

/// <summary>A schedule that was stopped before its end.</summary>
/// <param name="Schedule">Its label.</param>
/// <param name="Reason">What it was and what it would have had to be, for people.</param>
[GenerateSerializer, Immutable, Alias("JointQP.StoppedSchedule")]
public sealed record StoppedSchedule([property: Id(0)] string Schedule, [property: Id(1)] string Reason);
