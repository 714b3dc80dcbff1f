using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Planning;
using JointQP.Studies.Spec;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Processes.Cluster.Studies;

public sealed class StoppingTests : IDisposable
{
    private const string Name = "s";

    // Each order of two operators with two seeds, and two that are no orders of them; every trial settles at 38 or before, of 64 steps.
    private const string Spec =
        """
        name: s
        seeds: 2
        experiments:
          - name: fashion
            dataset: fashion-mnist
            samples: { train: 1024, validation: 256, test: 1000 }
            network: convnet
            training: { epochs: 4, batch: 64 }
            compression: { ramp: { every: 2 steps, times: 3 } }
            schedules:
              - float
              - orderings: all
                of: [P0.5(w), Q8(w)]
                onsets: [1 epoch, 2 epochs]
            stopper: { rule: halving, rungs: [4 steps, 1 epoch], keep: 60%, pairs: apart }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TrainAll_WithAStopper_StopsTheWorseAndSaysSo()
    {
        await using var silo = await RunningSilo.Start(_folder.Path);
        var study = await Launch(silo);

        var results = await TrainToTheEnd(silo, study);

        // 3 schedules are judged, of which 2 go on, and of these again 2 (60 % of 2, and no part of one).
        var expected = Worst();
        Assert.Equal((StudyPhase.Completed, 8, 6, 2, 0), Counts(results.Status));
        Assert.Equal((StudyPhase.Completed, 8, 6, 2, 0), Counts((await study.GetStatus())!));
        Assert.Equal(results.Status.Steps, results.Status.StepsDone);
        Assert.All(results.Experiments[0].Trials, trial => Assert.Equal(trial.Schedule == expected ? StageStatus.Stopped : StageStatus.Committed, trial.Status));
        Assert.All(results.Experiments[0].Trials.Where(trial => trial.Schedule == expected), trial => Assert.StartsWith("stopped at rung 1: ", trial.Reason, StringComparison.Ordinal));
        Assert.NotNull(results.ResultHash);
        Assert.Equal(2, results.Experiments[0].Comparisons.Count(pair => pair.Difference is null && pair.Sentence.StartsWith("Not compared: the stopper ended", StringComparison.Ordinal)));
        Assert.Equal(1, results.Experiments[0].Comparisons.Count(pair => pair.Difference is not null));
        var judged = (await study.GetLog(new StudyLogQuery(0, 1000)))!.Page.Entries.Where(entry => entry.Kind == StudyLogKind.Judged).Select(entry => entry.Text).ToList();
        Assert.Equal(2, judged.Count);
        Assert.StartsWith($"fashion, rung 1, 4 steps after the last operator settled: stopped are {expected} (", judged[0], StringComparison.Ordinal);
        Assert.Equal("fashion, rung 2, 16 steps after the last operator settled: all go on", judged[1]);
        var trials = (await study.GetTrials())!.Trials;
        Assert.Equal(2, trials.Count(trial => trial.State == TrialState.Stopped));
    }

    [Fact]
    public async Task TrainAll_SiloRestartedAtARung_SameResult()
    {
        string? undisturbed;
        await using (var silo = await RunningSilo.Start(_folder.Path))
            undisturbed = (await TrainToTheEnd(silo, await Launch(silo))).ResultHash;

        using var other = new TemporaryFolder();
        await using (var silo = await RunningSilo.Start(other.Path))
        {
            var study = await Launch(silo);
            await new FakeWorker(silo.Grains, "w").TrainAll(Name);
            while (await Judged(study) == 0)
                await Task.Yield();
        }

        await using var next = await RunningSilo.Start(other.Path);
        Assert.Equal(undisturbed, (await TrainToTheEnd(next, next.Grains.GetGrain<IStudyGrain>(Name))).ResultHash);
        // The first rung was decided, and is not again.
        Assert.Equal(2, await Judged(next.Grains.GetGrain<IStudyGrain>(Name)));
    }

    private static async Task<int> Judged(IStudyGrain study) =>
        (await study.GetLog(new StudyLogQuery(0, 1000)))!.Page.Entries.Count(entry => entry.Kind == StudyLogKind.Judged);

    private static (StudyPhase, int, int, int, int) Counts(StudyStatus s) => (s.Phase, s.Trials, s.TrialsDone, s.TrialsStopped, s.TrialsFailed);

    private static async Task<IStudyGrain> Launch(RunningSilo silo)
    {
        var catalog = silo.Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key);
        Assert.Equal(LaunchOutcome.Launched, (await catalog.Launch(new StudyLaunch(Name, Spec))).Outcome);
        return silo.Grains.GetGrain<IStudyGrain>(Name);
    }

    /// <summary>Rungs are decided by and by, so that there may be nothing to train for a while.</summary>
    private static async Task<StudyResults> TrainToTheEnd(RunningSilo silo, IStudyGrain study)
    {
        while ((await study.GetStatus())!.Phase == StudyPhase.Running)
        {
            await new FakeWorker(silo.Grains, "w").TrainAll(Name);
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        return (await study.GetResults())!;
    }

    /// <summary>The schedule whose seeds have least at the first rung, on average.</summary>
    private static string Worst()
    {
        var study = StudySpecParser.Parse(Spec).Spec!;
        var plan = StudyPlanner.Plan(study);
        var stages = plan.Stages.ToDictionary(stage => stage.Id);
        return plan.Rungs[0].Trials
            .GroupBy(judged => plan.Trials[judged.Trial].ScheduleName, judged => FakeWorker.ValueAt(plan.Trials[stages[judged.Stage].Leader].Spec, stages[judged.Stage].To))
            .MinBy(schedule => schedule.Average())!.Key;
    }
}
