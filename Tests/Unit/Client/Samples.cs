using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Experiments;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Workers;
using JointQP.Studies.Analysis;
using JointQP.Studies.Stages;

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
