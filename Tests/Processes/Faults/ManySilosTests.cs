using JointQP.Studies.Stages;
using JointQP.Tests.Processes.Harness;

namespace JointQP.Tests.Processes.Faults;

/// <summary>Three silos over PostgreSQL and four workers: whatever dies or is cut off, the study ends in the hash that it has on one machine undisturbed.</summary>
[Collection(nameof(ProcessCollection))]
[Trait(LongTest.Trait, LongTest.Value)]
public sealed class ManySilosTests(UndisturbedStudy undisturbed, PostgresServer server) : IAsyncLifetime
{
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(15);

    /// <summary>Longer than a command of the database may take (20 s), then a call between silos or the activation of a grain (30 s).</summary>
    private static readonly TimeSpan Still = TimeSpan.FromSeconds(75);

    private readonly Patience _patience = new(TimeSpan.FromMinutes(20));
    private SiloCluster? _cluster;

    [Fact]
    public async Task NothingDisturbed_SameHashAsOnOneMachine()
    {
        var (cluster, study) = await Launched();

        Assert.Equal(await undisturbed.Hash(), await study.Finish());
        Assert.All(cluster.Silos.Values, silo => Assert.False(silo.HasExited));
    }

    [Fact]
    public async Task Silo_ToldToStop_LeavesAndNoTrialNotices()
    {
        var (cluster, study) = await Launched(lease: "1h");
        await study.MidStage();

        cluster.Silos[0].Send(Signal.Terminate);
        Assert.Equal(0, await cluster.Silos[0].Exit(_patience));

        Assert.Equal(await undisturbed.Hash(), await study.Finish());
        Assert.All((await study.Stages()).Values, stage => Assert.Equal((0, 0), (stage.Losses, stage.Failures)));
    }

    [Fact]
    public async Task Silos_KilledOneAfterAnother_SameHash()
    {
        var (cluster, study) = await Launched();
        foreach (var number in new[] { 0, 1, 2 })
        {
            await study.MidStage();
            cluster.Silos[number].Send(Signal.Kill);
            await cluster.Silos[number].Exit(_patience);
            await cluster.StartSilo(number);
        }

        Assert.Equal(await undisturbed.Hash(), await study.Finish());
    }

    [Fact]
    public async Task Worker_ToldToStop_LeavesItsCheckpointAndGivesItsStageBack()
    {
        var (cluster, study) = await Launched(lease: "1h");
        var held = await study.MidStage();

        cluster.Workers[held.Holder!.Slot].Send(Signal.Terminate);
        Assert.Equal(0, await cluster.Workers[held.Holder.Slot].Exit(_patience));
        var left = (await study.Stages())[held.Id];

        Assert.Equal(0, left.Losses);
        Assert.True(
            left.Status == StageStatus.Committed || left.Epoch > held.Epoch || (left.Outcome == AttemptOutcome.Released && left.Progress!.Step > held.Progress!.Step),
            $"It left {left}");
        Assert.Equal(await undisturbed.Hash(), await study.Finish());
    }

    [Fact]
    public async Task Worker_DrainedFromAfar_GivesItsStageBackAndLeaves()
    {
        var (cluster, study) = await Launched(lease: "1h");
        var held = await study.MidStage();

        await cluster.Ask("worker", "drain", held.Holder!.Slot);
        // The code that tells whoever started it that it was drained.
        Assert.Equal(5, await cluster.Workers[held.Holder.Slot].Exit(_patience));

        Assert.Equal(await undisturbed.Hash(), await study.Finish());
        Assert.All((await study.Stages()).Values, stage => Assert.Equal((0, 0), (stage.Losses, stage.Failures)));
    }

    [Fact]
    public async Task SilosAndWorkers_KilledEveryTenSecondsForAMinute_SameHash()
    {
        var (cluster, study) = await Launched(seeds: 8);
        using var turn = new PeriodicTimer(TimeSpan.FromSeconds(10));
        var coming = Task.CompletedTask;
        var kill = 0;
        for (; kill < 6; kill++)
        {
            await turn.WaitForNextTickAsync(_patience.Token);
            await coming;
            // Long before the minute is over on a machine that is fast.
            if (await study.HasEnded())
                break;
            cluster.Silos[kill % 3].Send(Signal.Kill);
            await cluster.Silos[kill % 3].Exit(_patience);
            coming = cluster.StartSilo(kill % 3);
            var slot = $"w{kill % 4}";
            cluster.Workers[slot].Send(Signal.Kill);
            cluster.StartWorker(slot);
        }

        await coming;
        Assert.True(kill >= 3, "The study was at its end before the third silo was killed: it is too short for this machine.");
        var disturbed = await study.Finish();

        // The same once more, on the same machines, with nobody in its way and nothing taken over.
        var again = new FaultStudy(cluster, "again", seeds: 8, sharing: "study");
        await again.Launch();
        Assert.Equal(await again.Finish(), disturbed);
    }

    [Fact]
    public async Task Database_AwayForAWhile_SameHashAndNobodyEnds()
    {
        var (cluster, study) = await Launched();
        await study.MidStage();

        await server.Stop();
        // Five leases long. Whether one runs out is chance: a silo whose write failed cannot read its grain again and renews no more; of a worker
        // that is held up by its metrics it renews the lease from memory, and nothing is trained twice.
        await Task.Delay(Away, _patience.Token);
        await server.Start();

        Assert.Equal(await undisturbed.Hash(), await study.Finish());
        Assert.All(cluster.Silos.Values.Concat(cluster.Workers.Values), process => Assert.False(process.HasExited));
        Assert.All((await study.Stages()).Values, stage => Assert.Equal(0, stage.Failures));
    }

    [Fact]
    public async Task Database_StandsStill_SameHashAndNobodyEnds()
    {
        var (cluster, study) = await Launched();
        await study.MidStage();

        try
        {
            server.Send(Signal.Stop);
            await Task.Delay(Still, _patience.Token);
        }
        finally
        {
            server.Send(Signal.Continue);
        }

        Assert.Equal(await undisturbed.Hash(), await study.Finish());
        Assert.All(cluster.Silos.Values.Concat(cluster.Workers.Values), process => Assert.False(process.HasExited));
        Assert.All((await study.Stages()).Values, stage => Assert.Equal(0, stage.Failures));
    }

    [Fact]
    public async Task Silo_CutOffWithAWorkerButNotFromTheDatabase_IsFencedAndTheHashIsTheSame()
    {
        using var cable = CutOff.Create();
        _cluster = await SiloCluster.Create(_patience, server, cable.Outside);
        await _cluster.StartSilos(0, 1);
        await _cluster.StartSilo(2, cable);
        var study = new FaultStudy(_cluster);
        await study.Launch();
        _cluster.StartWorkers("w0", "w1", "w2");
        _cluster.StartWorker("w3", cable);
        await study.MidStage();

        cable.Pull();
        await _cluster.Silos[2].Exit(_patience);
        cable.Plug();
        await _cluster.StartSilo(2, cable);

        Assert.Equal(await undisturbed.Hash(), await study.Finish());
    }

    public ValueTask InitializeAsync()
    {
        LongTest.Require();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is null)
        {
            _patience.Dispose();
            return;
        }

        // The next test has need of it.
        await server.Start();
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            TestContext.Current.TestOutputHelper?.WriteLine(_cluster.Report());
        await _cluster.DisposeAsync();
        _patience.Dispose();
    }

    /// <param name="lease">Longer than the machine is ever slow, where no lease may be lost.</param>
    private async Task<(SiloCluster Cluster, FaultStudy Study)> Launched(int seeds = 2, string lease = FaultStudy.ShortLease)
    {
        _cluster = await SiloCluster.Create(_patience, server);
        await _cluster.StartSilos(0, 1, 2);
        var study = new FaultStudy(_cluster, seeds: seeds, lease: lease);
        await study.Launch();
        _cluster.StartWorkers("w0", "w1", "w2", "w3");
        return (_cluster, study);
    }
}
