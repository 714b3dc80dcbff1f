using System.Collections.Immutable;
using JointQP.Studies.Analysis;
using JointQP.Studies.Stages;
using JointQP.Studies.Words;

namespace JointQP.Grains.Interfaces.Studies;

/// <summary>What people who watch a study see, put together once for all of them. Key: the study's name.</summary>
/// <remarks>
/// It only reads, keeps nothing, and nothing in the cluster waits for it. However many watch, it looks at the study at most twice a second, and
/// then at the metrics of those stages alone that are trained or have come to their end since: a bounded number, and each row once.
/// </remarks>
[Alias("JointQP.IStudyPulseGrain")]
public interface IStudyPulseGrain : IGrainWithStringKey
{
    /// <summary>The study as it was half a second ago at most; null when no such study was launched.</summary>
    [Alias("GetPulse")]
    Task<StudyPulse?> GetPulse();
}

/// <summary>How a study does.</summary>
[GenerateSerializer, Immutable, Alias("JointQP.StudyPulse")]
public sealed record StudyPulse
{
    /// <summary>How it stands.</summary>
    [Id(0)] public required StudyStatus Status { get; init; }

    /// <summary>Its trials by what they do.</summary>
    [Id(1)] public required TrialStates Trials { get; init; }

    /// <summary>The work that is left.</summary>
    [Id(2)] public required WorkLeft Left { get; init; }

    /// <summary>What is trained now.</summary>
    [Id(3)] public ImmutableArray<TrialUnderWay> UnderWay { get; init; } = [];

    /// <summary>Its experiments in the spec's order.</summary>
    [Id(4)] public ImmutableArray<ExperimentPulse> Experiments { get; init; } = [];

    /// <summary>Stages whose metrics are stored and not yet part of the curves: more than a few only after the cluster was started.</summary>
    [Id(5)] public int Unread { get; init; }
}

/// <summary>Trials, each counted once.</summary>
/// <param name="Done">Their last stage is committed.</param>
/// <param name="Running">A worker trains one of their stages.</param>
/// <param name="Waiting">They wait for a worker, or for a stage before.</param>
/// <param name="Failed">Training threw more often than the failed budget allows.</param>
/// <param name="Poisoned">Their workers were lost more often than the lost budget allows.</param>
/// <param name="Cancelled">The study was cancelled before they were done.</param>
/// <param name="Stopped">A stopper ended them.</param>
[GenerateSerializer, Immutable, Alias("JointQP.TrialStates")]
public sealed record TrialStates(
    [property: Id(0)] int Done,
    [property: Id(1)] int Running,
    [property: Id(2)] int Waiting,
    [property: Id(3)] int Failed,
    [property: Id(4)] int Poisoned,
    [property: Id(5)] int Cancelled,
    [property: Id(6)] int Stopped = 0);

/// <summary>Work that is left, counted from the last checkpoints.</summary>
/// <param name="Steps">Steps of all stages that can still be trained.</param>
/// <param name="Trials">Trials that are not done and can still be.</param>
/// <param name="LongestWaiting">The most steps that a trial without a worker has before it; 0 when there is none.</param>
[GenerateSerializer, Immutable, Alias("JointQP.WorkLeft")]
public sealed record WorkLeft([property: Id(0)] long Steps, [property: Id(1)] int Trials, [property: Id(2)] long LongestWaiting);

/// <summary>A stage that a worker holds.</summary>
/// <param name="Stage">Its id.</param>
/// <param name="Slot">The worker's slot.</param>
/// <param name="Epoch">The lease's number.</param>
/// <param name="Experiment">The experiment of the trial that leads it.</param>
/// <param name="Schedule">That trial's schedule.</param>
/// <param name="Seed">That trial's seed.</param>
/// <param name="Step">Where its last checkpoint is.</param>
/// <param name="To">One past the stage's last step.</param>
/// <param name="Total">Steps of the whole trial.</param>
/// <param name="Remaining">Steps from its last checkpoint to the end of the longest path below.</param>
[GenerateSerializer, Immutable, Alias("JointQP.TrialUnderWay")]
public sealed record TrialUnderWay(
    [property: Id(0)] string Stage,
    [property: Id(1)] string Slot,
    [property: Id(2)] long Epoch,
    [property: Id(3)] string Experiment,
    [property: Id(4)] string Schedule,
    [property: Id(5)] long Seed,
    [property: Id(6)] long Step,
    [property: Id(7)] long To,
    [property: Id(8)] long Total,
    [property: Id(9)] long Remaining);

/// <summary>How an experiment does.</summary>
[GenerateSerializer, Immutable, Alias("JointQP.ExperimentPulse")]
public sealed record ExperimentPulse
{
    /// <summary>Its name.</summary>
    [Id(0)] public required string Experiment { get; init; }

    /// <summary>The metric verdicts see, such as <c>test/accuracy</c>.</summary>
    [Id(1)] public required string Metric { get; init; }

    /// <summary>The metric of its curves: that of the verdict on validation data; a loss of training before the first such value.</summary>
    [Id(2)] public required string CurveMetric { get; init; }

    /// <summary>Its schedules in the spec's order.</summary>
    [Id(3)] public ImmutableArray<SchedulePulse> Schedules { get; init; } = [];

    /// <summary>The best trial that is done, and where it has no operator the best with one.</summary>
    [Id(4)] public ImmutableArray<BestTrial> Best { get; init; } = [];

    /// <summary>The paired differences that there are so far, at most <see cref="MostComparisons"/>.</summary>
    [Id(5)] public ImmutableArray<OrderComparison> Comparisons { get; init; } = [];

    /// <summary>The most comparisons that are told.</summary>
    public const int MostComparisons = 16;
}

/// <summary>How the trials of one schedule do.</summary>
[GenerateSerializer, Immutable, Alias("JointQP.SchedulePulse")]
public sealed record SchedulePulse
{
    /// <summary>The schedule's label.</summary>
    [Id(0)] public required string Schedule { get; init; }

    /// <summary>Its trials that a worker trains.</summary>
    [Id(1)] public required int Running { get; init; }

    /// <summary>Steps of a whole trial.</summary>
    [Id(2)] public required long Steps { get; init; }

    /// <summary>The verdict's metric of its trials that are done; null until one is.</summary>
    [Id(3)] public Interval? Final { get; init; }

    /// <summary>When its operators start.</summary>
    [Id(4)] public ImmutableArray<Onset> Onsets { get; init; } = [];

    /// <summary>Its curve, at most <see cref="LearningCurve.MostPoints"/> points; empty beyond the <see cref="MostCurves"/> curves of a study that matter most.</summary>
    [Id(5)] public ImmutableArray<CurvePoint> Curve { get; init; } = [];

    /// <summary>The most curves that a study's pulse holds: those of schedules in training come first.</summary>
    public const int MostCurves = 64;
}

/// <summary>A trial that is done.</summary>
[GenerateSerializer, Immutable, Alias("JointQP.BestTrial")]
public sealed record BestTrial([property: Id(0)] string Schedule, [property: Id(1)] long Seed, [property: Id(2)] double Value);

/// <summary>All that <see cref="IStudyPulseGrain"/> asks of a study.</summary>
/// <param name="Status">How it stands.</param>
/// <param name="Sources">What its plan is made of, when it was asked for.</param>
/// <param name="Stages">The status of every stage in plan order.</param>
/// <param name="Leased">The stages that are leased, with their last checkpoints.</param>
[GenerateSerializer, Immutable, Alias("JointQP.StudyStanding")]
public sealed record StudyStanding(
    [property: Id(0)] StudyStatus Status,
    [property: Id(1)] ImmutableArray<StudySource>? Sources,
    [property: Id(2)] ImmutableArray<StageStatus> Stages,
    [property: Id(3)] ImmutableArray<LeasedStage> Leased)
{
    /// <summary>The numeric fingerprints of the machines that trained its committed stages, each once: other ones may find other bits.</summary>
    [Id(4)] public ImmutableArray<string> Fingerprints { get; init; } = [];
}

/// <summary>A stage that is leased.</summary>
/// <param name="Position">Its position in the plan.</param>
/// <param name="Slot">Who holds it.</param>
/// <param name="Epoch">The lease's number.</param>
/// <param name="Step">Where its last checkpoint is.</param>
[GenerateSerializer, Immutable, Alias("JointQP.LeasedStage")]
public sealed record LeasedStage([property: Id(0)] int Position, [property: Id(1)] string Slot, [property: Id(2)] long Epoch, [property: Id(3)] long Step);
