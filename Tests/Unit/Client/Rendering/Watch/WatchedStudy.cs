using System.Collections.Immutable;
using JointQP.Client.Watching;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Workers;
using JointQP.Studies.Analysis;
using JointQP.Studies.Words;

namespace JointQP.Tests.Unit.Client.Rendering.Watch;

/// <summary>A made-up study of three schedules, six seeds and 752 steps a trial, at several moments.</summary>
internal static class WatchedStudy
{
    private const long Steps = 752;

    private static readonly DateTimeOffset Start = Recorded.Start;

    public static WatchFrame JustLaunched { get; } = Frame(
        TimeSpan.FromSeconds(2), At(TimeSpan.FromSeconds(2), StudyPhase.Running, 0, [("fashion", 0, 0)]), [], null, null);

    public static WatchFrame Running { get; } = Frame(
        TimeSpan.FromSeconds(72), At(TimeSpan.FromSeconds(72), StudyPhase.Running, 5, [("fashion", 5, 0)]), [Worker(0), Worker(1)], new Pace(131.4, 2, 58, 65, 72), Minutes(3.1, 2.2, 4.6));

    public static WatchFrame WorkerLost { get; } = Running with { Workers = [Worker(0), Worker(1) with { HeardAt = Start.AddSeconds(41) }] };

    public static WatchFrame ClusterAway { get; } = Running with { Now = Running.Now.AddSeconds(14), Waiting = true, Pace = null, Left = null };

    public static WatchFrame Failed { get; } = Frame(
        TimeSpan.FromSeconds(372), At(TimeSpan.FromSeconds(372), StudyPhase.Running, 9, [("fashion", 9, 2)]) with
        {
            Trials = new TrialStates(9, 2, 5, 1, 1, 0),
        },
        [Worker(0), Worker(1)],
        new Pace(131.4, 2, 58, 65, 72),
        Minutes(1.2, 1, 1.5),
        "t0003.1: Training diverged at step 340: its loss is NaN. Lower the learning rate (training: rate, now 0.05).",
        "t0005.0: 5 leases ran out, the last held by local-1; look at its log, then launch the study under another name");

    public static WatchFrame Ended { get; } = Frame(
        TimeSpan.FromSeconds(184), At(TimeSpan.FromSeconds(184), StudyPhase.Completed, 18, [("fashion", 18, 0)]), [Worker(0) with { Beat = Idle(0) }, Worker(1) with { Beat = Idle(1) }], null, null);

    public static WatchFrame Many { get; } = Frame(
        TimeSpan.FromMinutes(271), At(TimeSpan.FromMinutes(271), StudyPhase.Running, 60, [.. Enumerable.Range(0, 6).Select(at => ($"net-{at}", at % 3 * 5, at == 4 ? 1 : 0))]),
        [.. Enumerable.Range(0, 14).Select(at => at switch { 3 => Worker(3) with { HeardAt = Start }, > 11 => Worker(at) with { Beat = Idle(at) }, _ => Worker(at) })],
        new Pace(912.4, 12, 58, 65, 72),
        Minutes(390, 340, 455));

    private static WatchFrame Frame(TimeSpan elapsed, StudyPulse pulse, ImmutableArray<WorkerView> workers, Pace? pace, TimeLeft? left, params string[] problems)
    {
        var now = Start + elapsed;
        var heard = workers.Select(worker => worker with { HeardAt = worker.HeardAt == Start ? now.AddSeconds(-95) : now.AddSeconds(-1) });
        return new WatchFrame(now, now, pulse with { Status = pulse.Status with { Problems = [.. problems] } }, [.. heard], pace, left, Waiting: false);
    }

    private static TimeLeft Minutes(double likely, double least, double most) =>
        new(TimeSpan.FromMinutes(likely), TimeSpan.FromMinutes(least), TimeSpan.FromMinutes(most));

    /// <summary>So many trials of each experiment are done, and so many failed.</summary>
    private static StudyPulse At(TimeSpan elapsed, StudyPhase phase, int done, (string Name, int Done, int Failed)[] experiments)
    {
        var trials = 18 * experiments.Length;
        var failed = experiments.Sum(e => e.Failed);
        var ended = phase == StudyPhase.Completed;
        return new StudyPulse
        {
            Status = new StudyStatus
            {
                Name = "demo",
                Phase = phase,
                LaunchedAt = Start,
                EndedAt = ended ? Start + elapsed : null,
                Stages = ImmutableSortedDictionary<string, int>.Empty,
                Trials = trials,
                TrialsDone = done,
                TrialsFailed = failed,
                Steps = Steps * trials,
                StepsDone = Steps * done,
                Schedules = [.. experiments.SelectMany(e => Plans.Index().Select(plan => Progress(e, plan.Index, plan.Item.Name)))],
            },
            Trials = ended || elapsed < TimeSpan.FromSeconds(10)
                ? new TrialStates(done, 0, trials - done, failed, 0, 0)
                : new TrialStates(done, 2, trials - done - failed - 2, failed, 0, 0),
            Left = new WorkLeft(Steps * (trials - done), trials - done, Steps),
            UnderWay = ended ? [] : [.. Enumerable.Range(0, 12).Select(at => UnderWay(at, experiments[0].Name))],
            Experiments = [.. experiments.Select(e => Experiment(e.Name, e.Done))],
        };
    }

    private static (string Name, Onset[] Onsets)[] Plans =>
    [
        ("float", []),
        (Samples.PruneFirst, [Prune(Target.Weights, 141), Prune(Target.Features, 188), Quantize(Target.Weights, 517), Quantize(Target.Features, 564)]),
        (Samples.QuantizeFirst, [Quantize(Target.Weights, 141), Quantize(Target.Features, 188), Prune(Target.Weights, 376), Prune(Target.Features, 423)]),
    ];

    private static Onset Prune(Target target, long start) => new(OperatorKind.Prune, target, 0.5, start, 47, 4);

    private static Onset Quantize(Target target, long start) => new(OperatorKind.Quantize, target, 8, start);

    private static ScheduleProgress Progress((string Name, int Done, int Failed) experiment, int plan, string schedule)
    {
        var done = Math.Max(0, (experiment.Done + 2 - plan) / 3);
        return new ScheduleProgress(experiment.Name, schedule, 6, done, plan == 1 ? experiment.Failed : 0, 6 * Steps, done * Steps);
    }

    private static ExperimentPulse Experiment(string name, int done)
    {
        var first = new Interval(0.8587, 0.8534, 0.8640, Math.Max(1, done / 3));
        return new ExperimentPulse
        {
            Experiment = name,
            Metric = "test/accuracy",
            CurveMetric = "validation/accuracy",
            Schedules = [.. Plans.Index().Select(plan => new SchedulePulse
            {
                Schedule = plan.Item.Name,
                Running = plan.Index == 1 && done > 0 ? 2 : 0,
                Steps = Steps,
                Onsets = [.. plan.Item.Onsets],
                Final = (done + 2 - plan.Index) / 3 > 0 ? first with { Mean = first.Mean + (plan.Index == 0 ? 0.0152 : -0.0084 * plan.Index) } : null,
                Curve = done == 0 ? [] : [.. Enumerable.Range(1, plan.Index == 2 && done < 6 ? 5 : 8).Select(epoch => Point(plan.Index, epoch))],
            })],
            Best = done == 0 ? [] : [new BestTrial("float", 3, 0.8761), new BestTrial(Samples.PruneFirst, 1024, 0.8655)],
            Comparisons = done < 6 ? [] : [new OrderComparison(Samples.PruneFirst, Samples.QuantizeFirst, new Interval(0.0168, 0.0140, 0.0196, 6), "…")],
        };
    }

    private static CurvePoint Point(int plan, int epoch) =>
        new(epoch * Steps / 8, 0.70 + (0.18 * (1 - Math.Pow(0.6, epoch))) - (plan > 0 && epoch is 3 or 6 ? 0.05 * plan : 0), 2);

    private static TrialUnderWay UnderWay(int at, string experiment) =>
        new($"t00{at:D2}.1", $"local-{at}", 1, experiment, Plans[at % 2 + 1].Name, at / 2 + 1, 141, 517, Steps, Steps - 141);

    private static WorkerView Worker(int at) => new(
        new WorkerBeat($"local-{at}", 1, "cpu", "cpu avx2", "here", 4711 + at, "training", new LeaseToken("demo", $"t00{at:D2}.1", 1), 141 + (at * 23), 1510.4 - (at * 90), 0),
        Start.AddSeconds(71));

    private static WorkerBeat Idle(int at) => Worker(at).Beat with { Activity = "idle", Lease = null, Step = 0, ImagesPerSecond = 0 };
}
