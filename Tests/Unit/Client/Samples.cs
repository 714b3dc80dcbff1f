using System.Collections.Immutable;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Experiments;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Workers;
using JointQP.Studies.Analysis;
using JointQP.Studies.Planning;
using JointQP.Studies.Spec;
using JointQP.Studies.Stages;
using JointQP.Tests.Unit.Architecture;

namespace JointQP.Tests.Unit.Client;

/// <summary>Made-up answers of a cluster.</summary>
internal static class Samples
{
    public const string PruneFirst = "P0.5(w,f) -> Q8(w,f)";
    public const string QuantizeFirst = "Q8(w,f) -> P0.5(w,f)";

    public static StudyStatus Status(
        StudyPhase phase = StudyPhase.Running, long stepsDone = 1500, int trialsDone = 2, int trialsFailed = 0, string[]? problems = null, string name = "demo") => new()
        {
            Name = name,
            Phase = phase,
            LaunchedAt = Recorded.Start,
            EndedAt = phase is StudyPhase.Running or StudyPhase.Paused ? null : Recorded.Start.AddSeconds(245),
            Stages = ImmutableSortedDictionary<string, int>.Empty.Add("Blocked", 3).Add("Committed", 5).Add("Leased", 2),
            Trials = 6,
            TrialsDone = trialsDone,
            TrialsFailed = trialsFailed,
            Steps = 6000,
            StepsDone = stepsDone,
            Problems = [.. problems ?? []],
            Schedules =
            [
                new ScheduleProgress("fashion", "float", 2, 2, 0, 2000, 2000),
                new ScheduleProgress("fashion", PruneFirst, 2, 0, trialsFailed, 2000, 1000),
                new ScheduleProgress("fashion", QuantizeFirst, 2, 0, 0, 2000, 0),
            ],
        };

    public static StudyPulse Pulse(StudyStatus status) => new()
    {
        Status = status,
        Trials = new TrialStates(status.TrialsDone, 1, status.Trials - status.TrialsDone - status.TrialsFailed - 1, status.TrialsFailed, 0, 0),
        Left = new WorkLeft(status.Steps - status.StepsDone, status.Trials - status.TrialsDone - status.TrialsFailed, 1000),
        UnderWay = [new TrialUnderWay("t0003.1", "local-0", 2, "fashion", PruneFirst, 2, 1100, 1500, 2000, 900)],
    };

    public static WorkerView Busy { get; } = new(
        new WorkerBeat("local-0", 1, "cpu", "cpu avx2", "here", 4711, "training", new LeaseToken("demo", "t0003.1", 2), 1204, 1510.4, 0),
        Recorded.Start.AddSeconds(-2));

    public static WorkerView Idle { get; } = new(
        new WorkerBeat("local-1", 1, "cpu", "cpu avx2", "here", 4712, "idle", null, 0, 0, 0),
        Recorded.Start.AddSeconds(-75));

    public static StudyResults Results(string? hash, StudyPhase phase = StudyPhase.Completed) => new(
        Status(phase, 6000, hash is null ? 5 : 6),
        [
            new ExperimentResult(
                "fashion",
                "test/accuracy",
                true,
                [
                    Trial(0, "float", 1, 0.8912, StageStatus.Committed),
                    Trial(1, PruneFirst, 1, 0.8810, StageStatus.Committed),
                    Trial(2, QuantizeFirst, 1, null, hash is null ? StageStatus.Leased : StageStatus.Committed),
                ],
                [
                    new ScheduleSummary("float", new Interval(0.8912, 0.8881, 0.8943, 2), 223_464, 55_296),
                    new ScheduleSummary(PruneFirst, new Interval(0.8810, 0.8810, 0.8810, 1), 28_421.5, 6_912),
                    new ScheduleSummary(QuantizeFirst, null, null, null),
                ],
                [new OrderComparison(PruneFirst, QuantizeFirst, new Interval(0.0042, -0.0011, 0.0095, 2), "No difference shown at this number of seeds.")]),
        ],
        hash);

    /// <summary>The trials of <see cref="Results"/>: one is done, one is trained, one has failed.</summary>
    public static StudyTrials Trials { get; } = new(
        "demo",
        [
            new TrialRow(0, "fashion", "float", 1, TrialState.Done, 2000, 2000, null, null, 0, 0, null),
            new TrialRow(1, "fashion", PruneFirst, 1, TrialState.Running, 2000, 1100, "t0003.1", "local-0", 1, 0, null),
            new TrialRow(2, "fashion", QuantizeFirst, 1, TrialState.Failed, 2000, 500, null, null, 0, 3, "Training diverged at step 512: its loss is NaN. Lower the learning rate (training: rate, now 0.05)."),
        ]);

    public static IReadOnlyList<TrialEntry> Entries() => [.. TrialEntry.Of(Trials, Results(hash: null), [Busy])];

    /// <summary>A trial of three stages: the first is shared with trial 0, which leads it, and a worker has the second in its third attempt.</summary>
    public static TrialReport Report()
    {
        var standing = Standing();
        var busy = Busy with { Beat = Busy.Beat with { Lease = new LeaseToken("demo", standing.Path[1].Planned.Id, 3), Step = 29 } };
        return TrialReport.Of("demo", standing, Trial(1, standing.Row.Schedule, 1, null, StageStatus.Leased), [busy]);
    }

    public static TrialStanding Standing()
    {
        var spec = StudySpecParser.Parse(File.ReadAllText(Path.Combine(Repository.Root, "examples", "quick.yaml"))).Spec!;
        ImmutableArray<PlannedStage> stages =
        [
            new("t0000.0", null, "fashion/1", 0, 0, 16, 64, false),
            new("t0001.1", "t0000.0", "fashion/1", 1, 16, 48, 48, false),
            new("t0001.2", "t0001.1", "fashion/1", 1, 48, 64, 16, true),
        ];
        var trial = StudyPlanner.Plan(spec).Trials[1] with { Path = [.. stages.Select(stage => stage.Id)] };
        var end = new CheckpointRef("t0000.0-e1-s16-0f3a.safetensors", 16, new string('c', 64), 1_204_000);
        ImmutableArray<PathStage> path =
        [
            new(stages[0], new StageRecord { Id = "t0000.0", Status = StageStatus.Committed, Epoch = 1, Result = new StageResult(end, new string('d', 64)) }),
            new(stages[1], new StageRecord
            {
                Id = stages[1].Id,
                Status = StageStatus.Leased,
                Epoch = 3,
                Losses = 1,
                Failures = 1,
                Holder = new LeaseHolder("local-0", 1, Guid.Empty),
                Progress = end with { Step = 24 },
                Reason = "local-0 was not heard of for 30 s",
            }),
            new(stages[2], new StageRecord { Id = stages[2].Id, Status = StageStatus.Blocked }),
        ];
        var row = new TrialRow(1, "fashion", trial.ScheduleName, 1, TrialState.Running, 64, 24, stages[1].Id, "local-0", 1, 1, "local-0 was not heard of for 30 s");
        return new TrialStanding(row, trial, path, "/data/checkpoints/demo");
    }

    /// <summary>The same trial when its second stage has failed for good.</summary>
    public static TrialReport FailedReport()
    {
        var standing = Standing();
        const string Why = "CUDA error: an illegal memory access was encountered";
        var failed = standing.Path[1] with
        {
            Record = standing.Path[1].Record with
            {
                Status = StageStatus.Failed,
                Failures = 2,
                Holder = null,
                Reason = FailureText.Of(Why, ["07:08:01 demo/t0001.1 (epoch 3): training from step 24 to 48", $"07:08:09 error: demo/t0001.1 failed\nSystem.InvalidOperationException: {Why}"]),
            },
        };
        var below = standing.Path[2] with { Record = standing.Path[2].Record with { Status = StageStatus.Unreachable, Reason = $"stage t0001.1 above it was set aside: {Why}" } };
        var row = standing.Row with { State = TrialState.Failed, Stage = null, Slot = null, Failures = 2, Reason = Why };
        return TrialReport.Of("demo", standing with { Row = row, Path = [standing.Path[0], failed, below] }, Trial(1, row.Schedule, 1, null, StageStatus.Failed), []);
    }

    /// <summary>The same trial when it is done.</summary>
    public static TrialReport DoneReport()
    {
        var report = Report();
        return report with
        {
            State = TrialState.Done,
            Worker = null,
            StepsDone = 64,
            Reason = null,
            Audit = AuditOutcome.Passed,
            Path = [.. report.Path.Select(stage => stage with { Status = StageStatus.Committed, Worker = null, Reason = null, Epoch = Math.Max(1, stage.Epoch) })],
            Final = ImmutableSortedDictionary<string, double>.Empty.Add("test/accuracy", 0.8712).Add("test/loss", 0.4312).Add("bytes/weights", 28_421.5).Add("bytes/features", 6_912),
            StateHash = new string('e', 64),
        };
    }

    private static TrialResult Trial(int index, string schedule, long seed, double? accuracy, StageStatus status) => new()
    {
        Index = index,
        Schedule = schedule,
        Seed = seed,
        Key = new string('a', 64),
        Status = status,
        Final = accuracy is { } value ? ImmutableSortedDictionary<string, double>.Empty.Add("test/accuracy", value) : ImmutableSortedDictionary<string, double>.Empty,
        StateHash = accuracy is null ? null : new string('b', 64),
    };
}
