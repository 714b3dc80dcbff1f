using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Experiments;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Studies.Analysis.Layers;
using JointQP.Studies.Analysis.Sequential;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Rates;
using Orleans.Concurrency;

namespace JointQP.Grains.Interfaces.Studies;

/// <summary>A study's life cycle, and the only authority on its stages. Key: the study's name.</summary>
/// <remarks>
/// Every message about a stage carries the epoch of its lease. A message of an older epoch is answered <see cref="StageReply.Fenced"/>
/// and changes nothing; a message repeated after a lost answer is answered as the first was.
/// </remarks>
[Alias("JointQP.IStudyGrain")]
public interface IStudyGrain : IGrainWithStringKey
{
    /// <summary>Plans and stores the study; called by the catalogue, which has recorded the name.</summary>
    [Alias("Launch")]
    Task<LaunchReply> Launch(StudyLaunch launch);

    /// <summary>Plans and stores what a spec has more of; called by the catalogue.</summary>
    [Alias("Extend")]
    Task<ExtendReply> Extend(StudyLaunch extension);

    /// <summary>How the study stands; null when no such study was launched.</summary>
    [Alias("GetStatus")]
    Task<StudyStatus?> GetStatus();

    /// <summary>Ends the study: running leases are fenced, stages not yet committed are given up. Repeating it changes nothing.</summary>
    [Alias("Cancel")]
    Task<StudyStatus?> Cancel();

    /// <summary>
    /// Grants no lease until it is resumed. Repeating it changes nothing; with the other choice it changes that alone. A study that has ended
    /// stays as it is: the answer's phase tells.
    /// </summary>
    /// <param name="drain">
    /// Whether stages under way go on to their end. Else their workers are asked, with the next renewal of their leases, to leave a
    /// checkpoint and give them back.
    /// </param>
    [Alias("Pause")]
    Task<StudyStatus?> Pause(bool drain);

    /// <summary>Grants leases again. Repeating it changes nothing, and a study that has ended stays as it is.</summary>
    [Alias("Resume")]
    Task<StudyStatus?> Resume();

    /// <summary>
    /// Gives failed and poisoned stages their budgets anew, so that they and what is unreachable below them are trained after all, from their
    /// last checkpoints; called by the catalogue. A study that was completed goes on, one that is paused stays so. Stages that are
    /// being tried are left alone, so that repeating it while they are changes nothing.
    /// </summary>
    [Alias("Retry")]
    Task<RetryReply> Retry();

    /// <summary>
    /// Ends the study, and removes all that is stored of it once its last lease is surely over; called by the catalogue, again and again
    /// until it is done.
    /// </summary>
    [Alias("Delete")]
    Task<StudyDeletion> Delete();

    /// <summary>What happened to the study; null when no such study was launched.</summary>
    [Alias("GetLog")]
    Task<StudyLogReply?> GetLog(StudyLogQuery query);

    // What interleaves reads every trial, which may take long, and changes nothing: workers are heard meanwhile.

    // The first time after a silo was started all metrics of a study are read for it: of 100,000 trials that takes minutes.

    /// <summary>Trials, experiments with their verdicts, and the result hash once every trial is through; null when no such study was launched.</summary>
    [Alias("GetResults"), AlwaysInterleave, ResponseTimeout(StudyResults.Patience)]
    Task<StudyResults?> GetResults();

    /// <summary>The same in short: what a page of the first so many experiments shows (<see cref="StudyResults.InShort"/>), with the result hash of all.</summary>
    [Alias("GetResultsInShort"), AlwaysInterleave, ResponseTimeout(StudyResults.Patience)]
    Task<StudyResults?> GetResultsInShort(int experiments);

    /// <summary>Its trials in short; null when no such study was launched, or it is being deleted.</summary>
    [Alias("GetTrials")]
    Task<StudyTrials?> GetTrials();

    /// <summary>One of its trials by the index in its plan; null when there is no such trial, no such study, or it is being deleted.</summary>
    [Alias("GetTrial")]
    Task<TrialStanding?> GetTrial(int index);

    /// <summary>What its pulse is put together from, read off what the study has in memory; null when no such study was launched.</summary>
    [Alias("GetStanding")]
    Task<StudyStanding?> GetStanding(bool withSources);

    /// <summary>What the scheduler weighs the study by; null when no such study was launched.</summary>
    [Alias("GetDemand")]
    Task<StudyDemand?> GetDemand();

    /// <summary>Leases the stage with the longest remaining path; called by the scheduler. Null when nothing is ready for this worker.</summary>
    [Alias("Lease")]
    Task<StageLease?> Lease(WorkRequest request);

    /// <summary>The lease this request was granted before, or null; called by the scheduler for an ask that is repeated.</summary>
    [Alias("FindLease")]
    Task<StageLease?> FindLease(WorkRequest request);

    /// <summary>Ends leases that older incarnations of the slot hold; called by the scheduler when a new incarnation appears.</summary>
    [Alias("EndOlderLeases")]
    Task EndOlderLeases(string slot, long incarnation);

    /// <summary>What its verdict is made of, an entry for each experiment; null when there is no such study.</summary>
    [Alias("GetOutcomes"), AlwaysInterleave, ResponseTimeout(StudyResults.Patience)]
    Task<StudyOutcomes?> GetOutcomes();

    /// <summary>What its trials that are done say of the order of operators; null when there is no such study.</summary>
    [Alias("GetVerdict"), AlwaysInterleave, ResponseTimeout(StudyResults.Patience)]
    Task<StudyVerdict?> GetVerdict(VerdictRequest request);

    /// <summary>What an experiment's finished trials measured where operators settled; null when there is no such study or experiment.</summary>
    [Alias("GetLayers"), AlwaysInterleave, ResponseTimeout(StudyResults.Patience)]
    Task<ExperimentLayers?> GetLayers(string experiment);

    /// <summary>
    /// The last lines that a worker had logged whose lease was lost: they are shown with the stage's reason, unless it was leased again meanwhile. Repeating it changes nothing.
    /// </summary>
    [Alias("Explain")]
    Task Explain(LeaseToken token, ImmutableArray<string> log);

    /// <summary>Extends the lease by its full length; <see cref="StageReply.GiveBack"/> when the study is paused and wants its stages back.</summary>
    [Alias("Renew")]
    Task<StageReply> Renew(LeaseToken token);

    /// <summary>Records a checkpoint inside the stage: where the next attempt would go on.</summary>
    [Alias("RecordCheckpoint")]
    Task<StageReply> RecordCheckpoint(LeaseToken token, JointQP.Studies.Stages.CheckpointRef checkpoint);

    /// <summary>Stores the stage's result, with what its time went to where that is known, and frees its children.</summary>
    [Alias("Commit")]
    Task<StageReply> Commit(LeaseToken token, JointQP.Studies.Stages.StageResult result, StageTiming? timing = null);

    /// <summary>Training threw; counts against the stage's failed budget.</summary>
    /// <param name="token">The lease.</param>
    /// <param name="reason">Why, and below it the last lines of the worker's log (<see cref="JointQP.Studies.Stages.FailureText"/>).</param>
    /// <param name="final">Whether another attempt would end the same way: then the stage is set aside at once.</param>
    [Alias("Fail")]
    Task<StageReply> Fail(LeaseToken token, string reason, bool final = false);

    /// <summary>Gives the stage back untouched, as a worker does that stops; counts against no budget.</summary>
    [Alias("Release")]
    Task<StageReply> Release(LeaseToken token);

    /// <summary>The parent's checkpoint is missing or corrupt: the parent is trained again, within bounds, and this stage waits for it.</summary>
    /// <param name="token">The lease.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="file">The file: one that the parent has left behind meanwhile is no reason to train it again.</param>
    [Alias("ReportUnreadableParent")]
    Task<StageReply> ReportUnreadableParent(LeaseToken token, string reason, string? file = null);
}

/// <summary>A study's life cycle.</summary>
public enum StudyPhase
{
    /// <summary>Stages may be leased.</summary>
    Running,

    /// <summary>Every stage has come to its end.</summary>
    Completed,

    /// <summary>A user ended it.</summary>
    Cancelled,

    /// <summary>A user paused it: no stage is leased until it is resumed.</summary>
    Paused,

    /// <summary>A user deleted it: what is stored of it goes once its last lease is surely over.</summary>
    Deleting,
}

/// <summary>What a phase means.</summary>
public static class StudyPhases
{
    /// <summary>Whether nothing more will be trained.</summary>
    public static bool HasEnded(this StudyPhase phase) => phase is not (StudyPhase.Running or StudyPhase.Paused);
}

/// <summary>How a study stands.</summary>
[GenerateSerializer, Immutable, Alias("JointQP.StudyStatus")]
public sealed record StudyStatus
{
    /// <summary>Its name.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Its phase.</summary>
    [Id(1)] public required StudyPhase Phase { get; init; }

    /// <summary>When it was launched.</summary>
    [Id(2)] public required DateTimeOffset LaunchedAt { get; init; }

    /// <summary>When its last stage came to its end.</summary>
    [Id(3)] public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Stages by status; statuses without a stage are left out.</summary>
    [Id(4)] public required ImmutableSortedDictionary<string, int> Stages { get; init; }

    /// <summary>Trials in all.</summary>
    [Id(5)] public required int Trials { get; init; }

    /// <summary>Trials whose last stage is committed.</summary>
    [Id(6)] public required int TrialsDone { get; init; }

    /// <summary>Trials that can never be done.</summary>
    [Id(7)] public required int TrialsFailed { get; init; }

    /// <summary>Steps of all stages but those that were stopped.</summary>
    [Id(8)] public required long Steps { get; init; }

    /// <summary>Steps of committed stages, and of leased ones as far as their workers last told.</summary>
    [Id(9)] public required long StepsDone { get; init; }

    /// <summary>The distinct reasons of failed and poisoned stages, at most 10.</summary>
    [Id(10)] public ImmutableArray<string> Problems { get; init; } = [];

    /// <summary>Each experiment's trials by schedule, in the spec's order.</summary>
    [Id(11)] public ImmutableArray<ScheduleProgress> Schedules { get; init; } = [];

    /// <summary>What its committed stages took.</summary>
    [Id(12)] public DeviceWork? Work { get; init; }

    /// <summary>Trials that a stopper ended.</summary>
    [Id(13)] public int TrialsStopped { get; init; }

    /// <summary>Stages that are leased at the same time at most; null for any number.</summary>
    [Id(14)] public int? Parallel { get; init; }

    /// <summary>How it gets seeds until it is decided; null for a study that has all from the start.</summary>
    [Id(15)] public SeedsStanding? Seeds { get; init; }
}

/// <summary>How far a study is that gets seeds until its primary comparison is decided.</summary>
/// <param name="Look">The look that it trains for, or the last one, counted from 1.</param>
/// <param name="Design">What was fixed before.</param>
/// <param name="Last">What the last look came to; null before the first.</param>
[GenerateSerializer, Immutable, Alias("JointQP.SeedsStanding")]
public sealed record SeedsStanding([property: Id(0)] int Look, [property: Id(1)] SequentialDesign Design, [property: Id(2)] SequentialVerdict? Last)
{
    /// <summary>Whether no more seeds follow.</summary>
    public bool IsOver => Last is { Decision.State: not SequentialState.Open };
}

/// <summary>What the attempts that ended a study's committed stages did; what others did before they were lost or gave up is not in it.</summary>
/// <param name="Steps">Steps that they trained.</param>
/// <param name="Seconds">Device time: steps, evaluations, and all else from opening a network to its last checkpoint.</param>
/// <param name="StepSeconds">Of it, training steps.</param>
/// <param name="EvaluationSeconds">Of it, evaluations.</param>
[GenerateSerializer, Immutable, Alias("JointQP.DeviceWork")]
public sealed record DeviceWork(
    [property: Id(0)] long Steps,
    [property: Id(1)] double Seconds,
    [property: Id(2)] double StepSeconds,
    [property: Id(3)] double EvaluationSeconds);

/// <summary>How far the trials of one schedule are.</summary>
[GenerateSerializer, Immutable, Alias("JointQP.ScheduleProgress")]
public sealed record ScheduleProgress(
    [property: Id(0)] string Experiment,
    [property: Id(1)] string Schedule,
    [property: Id(2)] int Trials,
    [property: Id(3)] int TrialsDone,
    [property: Id(4)] int TrialsFailed,
    [property: Id(5)] long Steps,
    [property: Id(6)] long StepsDone,
    [property: Id(7)] int TrialsStopped = 0);

/// <summary>How much work a study has, and who does it.</summary>
/// <param name="Name">The study.</param>
/// <param name="Ended">Whether it has ended, for good.</param>
/// <param name="Priority">Studies of higher priority are served first.</param>
/// <param name="Blocked">Stages that wait for their parent, or for one that is leased to end because no more may be leased at the same time.</param>
/// <param name="Holders">The slots that hold its leased stages.</param>
/// <param name="Paused">Whether it grants no lease for now.</param>
[GenerateSerializer, Immutable, Alias("JointQP.StudyDemand")]
public sealed record StudyDemand(
    [property: Id(0)] string Name,
    [property: Id(1)] bool Ended,
    [property: Id(2)] int Priority,
    [property: Id(3)] int Blocked,
    [property: Id(4)] ImmutableArray<string> Holders,
    [property: Id(5)] bool Paused);

/// <summary>What a study found.</summary>
/// <param name="Status">How it stands.</param>
/// <param name="Experiments">One for each experiment, in the spec's order.</param>
/// <param name="ResultHash">SHA-256 over (trial key, state hash, metric bits) of every trial, sorted by key; null until all trials are done.</param>
[GenerateSerializer, Immutable, Alias("JointQP.StudyResults")]
public sealed record StudyResults(
    [property: Id(0)] StudyStatus Status,
    [property: Id(1)] ImmutableArray<ExperimentResult> Experiments,
    [property: Id(2)] string? ResultHash)
{
    /// <summary>How long who asks for them waits.</summary>
    internal const string Patience = "00:10:00";

    /// <summary>Of the first so many experiments alone, without what only programs read: see <see cref="ExperimentResult.InShort"/>.</summary>
    public StudyResults InShort(int experiments) => this with { Experiments = [.. Experiments.Take(experiments).Select(experiment => experiment.InShort())] };
}
