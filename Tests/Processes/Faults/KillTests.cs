using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using JointQP.Studies.Stages;
using JointQP.Tests.Processes.Harness;

namespace JointQP.Tests.Processes.Faults;

/// <summary>Whatever is killed, and whenever: the study ends in the same result hash.</summary>
public sealed partial class KillTests(UndisturbedStudy undisturbed) : ProcessTest
{
    private static readonly string[] Slots = ["local-0", "local-1"];

    [Fact]
    public async Task TwoWorkers_NothingDisturbed_SameHashAsOneAlone()
    {
        var study = new FaultStudy(Cluster);
        await Cluster.Start(workers: 2);
        await study.Launch();

        Assert.Equal(await undisturbed.Hash(), await study.Finish());
    }

    [Fact]
    public async Task Worker_KilledInsideAStage_GoesOnFromItsCheckpointToTheSameHash()
    {
        var study = new FaultStudy(Cluster);
        await Cluster.Start(workers: 2);
        await study.Launch();

        var (stage, _, _) = await study.Strike(Cluster, Signal.Kill);

        Assert.Equal(await undisturbed.Hash(), await study.Finish());
        var after = (await study.Stages())[stage.Id];
        AssertNothingWasMissing();
        Assert.True(after.Losses > 0, "The lease was not counted as lost.");
        Assert.InRange(StartOf(stage.Id, stage.Epoch + 1), stage.Progress!.Step, long.MaxValue);
    }

    [Fact]
    public async Task Silo_KilledAndStartedOnItsPort_SameHash()
    {
        var study = new FaultStudy(Cluster);
        var port = FixedPort();
        await Cluster.Start(workers: 2, port);
        await study.Launch();

        await study.MidStage();
        var orphans = Cluster.Workers();
        Cluster.Silo.Send(Signal.Kill);
        await Cluster.Silo.Exit(Patience);
        await Cluster.Start(workers: 2, port);

        Assert.Equal(await undisturbed.Hash(), await study.Finish());
        AssertNothingWasMissing();
        // They find the silo again, and in it their own successors.
        await Patience.Until(() => !Cluster.Workers().Exists(worker => orphans.Exists(orphan => orphan.Id == worker.Id)), "the end of the workers of the silo before");
    }

    [Fact]
    [Trait(LongTest.Trait, LongTest.Value)]
    public async Task Everything_KilledAtOnceAndStartedAgain_SameHashAndNothingCommittedIsTrainedAgain()
    {
        LongTest.Require();
        var study = new FaultStudy(Cluster);
        await Cluster.Start(workers: 2);
        await study.Launch();

        await Patience.Until(
            async () => (await study.Stages()).Values.Any(stage => stage.Status == StageStatus.Committed), "a committed stage");
        await study.MidStage();
        Cluster.Silo.Send(Signal.Kill);
        Cluster.Workers().ForEach(worker => Signal.Kill.Send(worker.Id));
        await Cluster.Silo.Exit(Patience);
        await Patience.Until(() => ProcessTable.On(Cluster.Data).Count == 0, "the end of every process");
        var before = await study.Stages();
        await Cluster.Start(workers: 2);

        Assert.Equal(await undisturbed.Hash(), await study.Finish());
        AssertNothingWasMissing();
        var after = await study.Stages();
        Assert.All(
            before.Values.Where(stage => stage.Status == StageStatus.Committed),
            stage => Assert.Equal(stage, after[stage.Id]));
    }

    [Fact]
    public async Task Silo_KilledForGood_ItsWorkersEnd()
    {
        var study = new FaultStudy(Cluster);
        await Cluster.Start(workers: 2);
        await study.Launch();

        await study.MidStage();
        Cluster.Silo.Send(Signal.Kill);

        await Patience.Until(() => Cluster.Workers().Count == 0, "the end of the workers");
    }

    /// <summary>A checkpoint that a study points at must be there, whatever a worker went on to do that the study never heard of.</summary>
    private void AssertNothingWasMissing() => Assert.All(
        Slots, slot => Assert.DoesNotContain("is missing", Cluster.WorkerLog(slot), StringComparison.Ordinal));

    /// <summary>A port that no connection takes by chance while nobody listens on it: below those that the system hands out.</summary>
    private static int FixedPort()
    {
        for (var port = 12000 + (Environment.ProcessId % 8000); ; port++)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: the next one.
            }
        }
    }

    /// <summary>The step at which an attempt began, as the workers' logs tell.</summary>
    private long StartOf(string stage, long epoch) =>
        Slots
            .SelectMany(slot => Started().Matches(Cluster.WorkerLog(slot)))
            .Where(match => match.Groups["stage"].Value == stage && match.Groups["epoch"].Value == $"{epoch}")
            .Select(match => long.Parse(match.Groups["step"].Value, CultureInfo.InvariantCulture))
            .Single();

    [GeneratedRegex(@"/(?<stage>\S+) \(epoch (?<epoch>\d+)\): training from step (?<step>\d+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Started();
}
