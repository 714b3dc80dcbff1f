using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Trials;
using JointQP.Grains.Storage;
using JointQP.Grains.Studies.Pulse;
using JointQP.Studies.Analysis;
using Microsoft.Extensions.DependencyInjection;

namespace JointQP.Tests.Processes.Cluster.Studies;

public sealed class StudyPulseTests(SharedSilo shared)
{
    private readonly string _name = "u" + Guid.NewGuid().ToString("N");

    [Fact]
    public async Task GetPulse_UnknownStudy_IsNull() => Assert.Null(await Pulse(shared.Silo, _name));

    [Fact]
    public async Task GetPulse_WhileTrained_HasWhatIsUnderWayAndItsCurve()
    {
        await Launch(shared.Silo, Specs.Small(_name, seeds: "1"));
        var worker = new FakeWorker(shared.Silo.Grains, _name);
        var lease = await worker.Lease(_name);
        await worker.Trial(lease).Append(
            lease.Token, [new MetricRow(10, "train/loss", 2), new MetricRow(16, "validation/accuracy", 0.25), new MetricRow(20, "train/loss", 1)]);

        var pulse = (await Pulse(shared.Silo, _name))!;

        // All three trials begin with the stage that is under way.
        Assert.Equal(new TrialStates(0, 3, 0, 0, 0, 0), pulse.Trials);
        Assert.Equal(new WorkLeft(163, 3, 0), pulse.Left);
        var underWay = Assert.Single(pulse.UnderWay);
        Assert.Equal((_name, lease.Token.Stage, lease.Trial.ScheduleName, 0L, 64L), (underWay.Slot, underWay.Stage, underWay.Schedule, underWay.Step, underWay.Remaining));
        var experiment = Assert.Single(pulse.Experiments);
        Assert.Equal("validation/accuracy", experiment.CurveMetric);
        Assert.All(experiment.Schedules, schedule => Assert.Equal(1, schedule.Running));
        Assert.All(experiment.Schedules, schedule => Assert.Equal([new CurvePoint(16, 0.25, 1)], schedule.Curve));
    }

    [Fact]
    public async Task GetPulse_OfATrainedStudy_IsWhatItsResultsSay()
    {
        await Launch(shared.Silo, Specs.Small(_name));
        await new FakeWorker(shared.Silo.Grains, _name).TrainAll(_name);
        var results = (await shared.Silo.Grains.GetGrain<IStudyGrain>(_name).GetResults())!.Experiments[0];

        var pulse = (await Pulse(shared.Silo, _name))!;

        Assert.Equal(StudyPhase.Completed, pulse.Status.Phase);
        Assert.Equal((new TrialStates(6, 0, 0, 0, 0, 0), new WorkLeft(0, 0, 0), 0), (pulse.Trials, pulse.Left, pulse.Unread));
        var experiment = pulse.Experiments[0];
        Assert.Equal(results.Schedules.Select(row => row.Metric), experiment.Schedules.Select(schedule => schedule.Final));
        Assert.Equal(results.Comparisons, experiment.Comparisons);
        var best = results.Trials.MaxBy(trial => trial.Final["test/accuracy"])!;
        Assert.Equal(new BestTrial(best.Schedule, best.Seed, best.Final["test/accuracy"]), experiment.Best[0]);
    }

    /// <summary>A result is told with what decides its last bits.</summary>
    [Fact]
    public async Task GetStanding_OfATrainedStudy_NamesTheFingerprintsThatTrainedIt()
    {
        await Launch(shared.Silo, Specs.Small(_name));
        var study = shared.Silo.Grains.GetGrain<IStudyGrain>(_name);
        Assert.Empty((await study.GetStanding(withSources: false))!.Fingerprints);

        await new FakeWorker(shared.Silo.Grains, _name).TrainAll(_name);

        Assert.Equal(["cpu-made-up"], (await study.GetStanding(withSources: false))!.Fingerprints);
    }

    /// <summary>Of 10,000 trials two are trained: a look reads those two stages, and watchers share it.</summary>
    [Fact]
    public async Task GetPulse_OfTenThousandTrials_ReadsOnlyWhatIsTrained()
    {
        using var folder = new TemporaryFolder();
        var reads = new Reads();
        await using var silo = await RunningSilo.Start(folder.Path, services =>
        {
            var inner = services.Last(service => service.ServiceType == typeof(IMetricStore)).ImplementationType!;
            services.AddSingleton<IMetricStore>(provider => new CountingStore((IMetricStore)ActivatorUtilities.CreateInstance(provider, inner), reads));
        });
        await Launch(silo, Specs.Small(_name, seeds: $"[{string.Join(", ", Enumerable.Range(1, 3333))}]", limits: "{ lease: 1h }"));
        var worker = new FakeWorker(silo.Grains, _name);
        var done = await worker.Lease(_name);
        await worker.Train(done);
        await worker.Lease(_name);
        await new FakeWorker(silo.Grains, _name + "-b").Lease(_name);

        var first = await Pulse(silo, _name);
        Assert.Equal(9_999, first!.Status.Trials);
        Assert.Equal(3, reads.Count);
        Assert.Equal(0, first.Unread);

        // Many at once, again and again: each look reads the two stages in training, whoever asks.
        var looks = new HashSet<StudyPulse>(ReferenceEqualityComparer.Instance) { first };
        while (looks.Count < 4)
            looks.UnionWith((await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Pulse(silo, _name))))!);
        Assert.InRange(reads.Count, 3 + (2 * 3), 3 + (2 * (looks.Count + 1)));
        Assert.All(looks, look => Assert.InRange(look.Experiments.Sum(e => e.Schedules.Sum(s => s.Curve.Length)), 0, SchedulePulse.MostCurves * LearningCurve.MostPoints));
    }

    [Fact]
    public async Task ReadOn_StudyThatWasTrainedBefore_IsCaughtUpWithInBoundedLooks()
    {
        await Launch(shared.Silo, Specs.Small(_name, seeds: "100"));
        var study = shared.Silo.Grains.GetGrain<IStudyGrain>(_name);
        await new FakeWorker(shared.Silo.Grains, _name).TrainAll(_name);

        var unread = new List<int>();
        while (unread is not [.., 0])
        {
            var pulse = (await Pulse(shared.Silo, _name))!;
            if (unread.Count == 0 || unread[^1] != pulse.Unread)
                unread.Add(pulse.Unread);
        }

        // 700 stages: one look reads 400 of them, the next the rest.
        Assert.Equal([700 - StudyMetrics.MostReads, 0], unread);
        Assert.Equal(300, (await Pulse(shared.Silo, _name))!.Experiments[0].Schedules.Sum(schedule => schedule.Final!.Count));
        Assert.NotNull(await study.GetStatus());
    }

    private static Task<StudyPulse?> Pulse(RunningSilo silo, string name) => silo.Grains.GetGrain<IStudyPulseGrain>(name).GetPulse();

    private async Task Launch(RunningSilo silo, string spec)
    {
        var reply = await silo.Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).Launch(new StudyLaunch(_name, spec));
        Assert.Equal((LaunchOutcome.Launched, ""), (reply.Outcome, string.Join('\n', reply.Problems)));
    }

    private sealed class Reads
    {
        public int Count;
    }

    private sealed class CountingStore(IMetricStore inner, Reads reads) : IMetricStore
    {
        public Task<bool> Append(LeaseToken token, ImmutableArray<MetricRow> rows) => inner.Append(token, rows);

        public Task<ImmutableArray<MetricRow>> Read(string study, string stage, long after, int limit)
        {
            Interlocked.Increment(ref reads.Count);
            return inner.Read(study, stage, after, limit);
        }

        public Task<bool> Copy(string study, string stage, LeaseToken to) => inner.Copy(study, stage, to);

        public Task Delete(string study, string stage) => inner.Delete(study, stage);
    }
}
