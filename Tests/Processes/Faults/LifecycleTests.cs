using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Stages;
using JointQP.Tests.Processes.Harness;

namespace JointQP.Tests.Processes.Faults;

/// <summary>Studies that are paused or deleted while workers train them, and processes that die or sleep meanwhile.</summary>
public sealed class LifecycleTests(UndisturbedStudy undisturbed) : ProcessTest
{
    [Fact]
    public async Task Pause_MidTrainingThenEverythingKilled_StaysPausedAndResumesToTheSameHash()
    {
        var study = new FaultStudy(Cluster);
        await Cluster.Start(workers: 2);
        await study.Launch();
        await study.MidStage();

        Assert.Equal("paused", (await Cluster.Ask("study", "pause", FaultStudy.Name)).GetProperty("phase").GetString());
        await Patience.Until(async () => (await study.Stages()).Values.All(stage => stage.Status != StageStatus.Leased), "the stages to be given back");
        var paused = await study.Stages();
        Cluster.Silo.Send(Signal.Kill);
        Cluster.Workers().ForEach(worker => Signal.Kill.Send(worker.Id));
        await Cluster.Silo.Exit(Patience);
        await Cluster.Start(workers: 2);
        await Patience.Until(async () => (await Cluster.Ask("worker", "list")).GetArrayLength() == 2, "the new workers to ask for work");

        Assert.Equal("paused", (await Cluster.Ask("study", "show", FaultStudy.Name)).GetProperty("phase").GetString());
        var still = await study.Stages();
        Assert.All(paused.Values, stage => Assert.Equal(stage, still[stage.Id]));
        Assert.All(paused.Values, stage => Assert.Equal(0, stage.Failures));
        Assert.Contains(paused.Values, stage => stage is { Outcome: AttemptOutcome.Released, Progress: not null });
        await Cluster.Ask("study", "resume", FaultStudy.Name);
        Assert.Equal(await undisturbed.Hash(), await study.Finish());
    }

    [Fact]
    public async Task Delete_WhileAWorkerSleeps_NewStudyOfTheNameFencesItAndEndsInTheSameHash()
    {
        var study = new FaultStudy(Cluster);
        await Cluster.Start(workers: 2);
        await study.Launch();
        var held = await study.MidStage();
        var zombie = Cluster.Worker(held.Holder!.Slot);
        Signal.Stop.Send(zombie.Id);

        var refused = await Cluster.Console("study", "delete", FaultStudy.Name, "--yes");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--force", refused.Errors, StringComparison.Ordinal);
        Assert.True((await Cluster.Ask("study", "delete", FaultStudy.Name, "--force", "--yes")).GetProperty("deleted").GetBoolean());
        Assert.Empty(await study.Stages());
        Assert.False(Directory.Exists(study.Checkpoints));
        Assert.Equal(2, (await Cluster.Console("study", "delete", FaultStudy.Name, "--force", "--yes")).ExitCode);

        await study.Launch();
        Signal.Continue.Send(zombie.Id);
        await using (var client = await ClusterClient.Connect(Cluster))
        {
            Assert.Equal(
                StageReply.Fenced, await client.Grains.GetGrain<IStudyGrain>(FaultStudy.Name).Renew(new LeaseToken(FaultStudy.Name, held.Id, held.Epoch)));
        }

        Assert.Equal(await undisturbed.Hash(), await study.Finish());
        Assert.All((await study.Stages()).Values, stage => Assert.InRange(stage.Epoch, held.Epoch + 1, long.MaxValue));
    }

    [Fact]
    [Trait(LongTest.Trait, LongTest.Value)]
    public async Task WaitAndLogs_WhileTheSiloIsKilled_GoOnAndTellEverythingOnce()
    {
        LongTest.Require();
        var study = new FaultStudy(Cluster);
        await Cluster.Start(workers: 2);
        await study.Launch();
        var wait = Cluster.Run(Programs.Console, "study", "wait", FaultStudy.Name, "-o", "json", "--data", Cluster.Data);
        var logs = Cluster.Run(Programs.Console, "study", "logs", FaultStudy.Name, "-f", "-o", "json", "--data", Cluster.Data);
        await Patience.Until(() => logs.Output.Length > 0, "the first entries");
        await study.MidStage();
        Assert.Equal(4, (await Cluster.Console("study", "wait", FaultStudy.Name, "--timeout", "0.5s")).ExitCode);
        Cluster.Silo.Send(Signal.Kill);
        await Cluster.Silo.Exit(Patience);
        await Cluster.Start(workers: 2);

        Assert.Equal(0, await wait.Exit(Patience));
        Assert.Equal(0, await logs.Exit(Patience));
        Assert.Contains("\"phase\": \"completed\"", wait.Output, StringComparison.Ordinal);
        Assert.Empty(wait.Errors);
        var entries = logs.Output.Split('\n').Select(line => System.Text.Json.JsonElement.Parse(line)).ToList();
        Assert.Equal(Enumerable.Range(1, entries.Count).Select(i => (long)i), entries.Select(entry => entry.GetProperty("sequence").GetInt64()));
        Assert.Equal(("launched", "completed"), (entries[0].GetProperty("kind").GetString(), entries[^1].GetProperty("kind").GetString()));
        Assert.Equal(
            FaultStudy.Plan.Stages.Select(stage => stage.Id).Order(StringComparer.Ordinal),
            entries.Where(entry => entry.GetProperty("kind").GetString() == "committed").Select(entry => entry.GetProperty("stage").GetString()).Order(StringComparer.Ordinal));
    }
}
