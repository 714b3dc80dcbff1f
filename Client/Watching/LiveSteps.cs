using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Workers;

namespace JointQP.Client.Watching;

/// <summary>Steps that workers tell of and no checkpoint holds yet: the study counts them only with the next checkpoint.</summary>
internal static class LiveSteps
{
    /// <summary>How many workers train the study, by their own account: a lease may outlive the worker that holds it.</summary>
    public static int Training(StudyPulse pulse, ImmutableArray<WorkerView> workers) =>
        pulse.UnderWay.Count(stage => HolderOf(pulse.Status.Name, stage, workers) is not null);

    /// <summary>The step that a stage in training has reached.</summary>
    public static long Reached(string study, TrialUnderWay stage, ImmutableArray<WorkerView> workers) =>
        HolderOf(study, stage, workers) is { } beat ? Math.Clamp(beat.Step, stage.Step, Math.Max(stage.Step, stage.To)) : stage.Step;

    /// <summary>All steps of the study that are trained.</summary>
    public static long Done(StudyPulse pulse, ImmutableArray<WorkerView> workers) => pulse.Status.StepsDone + Ahead(pulse, workers);

    /// <summary>The work that is left, and the longest path in it.</summary>
    public static (WorkLeft Work, long Longest) Left(StudyPulse pulse, ImmutableArray<WorkerView> workers) => (
        pulse.Left with { Steps = Math.Max(0, pulse.Left.Steps - Ahead(pulse, workers)) },
        pulse.UnderWay.Select(stage => stage.Remaining - (Reached(pulse.Status.Name, stage, workers) - stage.Step))
            .Append(pulse.Left.LongestWaiting)
            .Max());

    private static long Ahead(StudyPulse pulse, ImmutableArray<WorkerView> workers) =>
        pulse.UnderWay.Sum(stage => Reached(pulse.Status.Name, stage, workers) - stage.Step);

    private static WorkerBeat? HolderOf(string study, TrialUnderWay stage, ImmutableArray<WorkerView> workers) =>
        workers.FirstOrDefault(worker => worker.Beat.Slot == stage.Slot) is { Beat: { Lease: { } lease } beat }
        && lease.Study == study && lease.Stage == stage.Stage && lease.Epoch == stage.Epoch ? beat : null;
}
