using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Search;

namespace JointQP.Tests.Processes.Cluster.Studies;

public sealed class SearchingTests : IDisposable
{
    private const string Name = "s";

    private const string Spec =
        """
        name: s
        seeds: 4
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
                onsets: { grid: { P: [10 steps, 30 steps], Q: [10 steps, 30 steps] } }
                search: { budget: 60, confirm: 2, resolution: 4 steps }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TrainAll_WithASearch_RefinesRacesAndConfirmsWithinItsBudget()
    {
        await using var silo = await RunningSilo.Start(_folder.Path);
        var study = await Launch(silo);
        Assert.StartsWith("Exploratory", (await study.GetResults())!.Experiments[0].Search!.Sentence, StringComparison.Ordinal);

        var results = await TrainToTheEnd(silo, study);

        var search = results.Experiments[0].Search!;
        Assert.True(search is { Confirmed: true, Concluded: true, Winner: not null, Rival: not null });
        Assert.Equal(2, search.Metric!.Count);
        Assert.Equal(2, search.Difference!.Count);
        Assert.Equal(SearchMove.Grid, search.Steps[0].Move);
        Assert.Equal(SearchMove.Confirm, search.Steps[^1].Move);
        Assert.Contains(search.Steps, step => step.Move == SearchMove.Refine);
        Assert.InRange(search.Trials, 4 * 3, 60);
        // The trials of the search, and float with each of the study's seeds: on fresh ones nobody needs it.
        Assert.Equal(search.Trials + 4, results.Status.Trials);
        Assert.Equal((StudyPhase.Completed, results.Status.Trials), (results.Status.Phase, results.Status.TrialsDone));
        Assert.NotNull(results.ResultHash);
        Assert.Empty(results.Experiments[0].Comparisons);
        var verdict = (await study.GetVerdict(new VerdictRequest()))!.Experiments[0];
        Assert.Equal((search.Schedules, search.Winner, search.Rival, search.Difference, true), (verdict.Search!.Schedules, verdict.Search.Winner, verdict.Search.Rival, verdict.Search.Difference, verdict.Search.Confirmed));
        Assert.StartsWith("fashion: its search rests on the 2 fresh seeds that it was confirmed on alone", verdict.Sentence, StringComparison.Ordinal);
        var pulse = await silo.Grains.GetGrain<IStudyPulseGrain>(Name).GetPulse();
        Assert.True(pulse!.Experiments[0].Schedules.Count(schedule => schedule.Final is not null) > 2);
        Assert.Empty(pulse.Experiments[0].Comparisons);
        var told = (await study.GetLog(new StudyLogQuery(0, 10_000)))!.Page.Entries.Where(entry => entry.Kind == StudyLogKind.Searched).Select(entry => entry.Text).ToList();
        Assert.Equal(search.Steps.Skip(1).Select(step => $"fashion: {step.Reason}").Append($"fashion: the search is over. {search.Sentence}"), told);
    }

    [Fact]
    public async Task TrainAll_SiloRestartedAfterEachStep_SameSearch()
    {
        StudyResults undisturbed;
        await using (var silo = await RunningSilo.Start(_folder.Path))
            undisturbed = await TrainToTheEnd(silo, await Launch(silo));

        using var other = new TemporaryFolder();
        await using (var silo = await RunningSilo.Start(other.Path))
            await Launch(silo);
        StudyResults? results = null;
        while (results is null)
        {
            await using var silo = await RunningSilo.Start(other.Path);
            var study = silo.Grains.GetGrain<IStudyGrain>(Name);
            var before = (await study.GetStatus())!.Trials;
            await new FakeWorker(silo.Grains, "w").TrainAll(Name);
            while (await study.GetStatus() is { Phase: StudyPhase.Running } status && status.Trials == before)
                await Task.Yield();
            if ((await study.GetStatus())!.Phase == StudyPhase.Completed)
                results = await study.GetResults();
        }

        Assert.Equal(undisturbed.ResultHash, results.ResultHash);
        Assert.Equal(undisturbed.Experiments[0].Search!.Steps.Select(step => step.Reason), results.Experiments[0].Search!.Steps.Select(step => step.Reason));
    }

    [Fact]
    public async Task Pause_BetweenSteps_HoldsTheSearch()
    {
        await using var silo = await RunningSilo.Start(_folder.Path);
        var study = await Launch(silo);
        var worker = new FakeWorker(silo.Grains, "w");
        // All but the last trial of the grid, so that the pause comes before the search can go on.
        var left = (await study.GetStatus())!.Stages.Values.Sum();
        for (; left > 1; left--)
            await worker.Train(await worker.Lease(Name));
        var last = await worker.Lease(Name);
        await study.Pause(drain: true);
        await worker.Train(last);

        Assert.Equal((StudyPhase.Paused, 16), ((await study.GetStatus())!.Phase, (await study.GetStatus())!.Trials));
        await study.Resume();
        while ((await study.GetStatus())!.Trials == 16)
            await Task.Yield();
    }

    [Fact]
    public async Task Cancel_WhileSearching_EndsTheStudy()
    {
        await using var silo = await RunningSilo.Start(_folder.Path);
        var study = await Launch(silo);

        Assert.Equal(StudyPhase.Cancelled, (await study.Cancel())!.Phase);
    }

    private static async Task<IStudyGrain> Launch(RunningSilo silo)
    {
        var catalog = silo.Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key);
        Assert.Equal(LaunchOutcome.Launched, (await catalog.Launch(new StudyLaunch(Name, Spec))).Outcome);
        return silo.Grains.GetGrain<IStudyGrain>(Name);
    }

    /// <summary>A search goes on by and by, so that there may be nothing to train for a while.</summary>
    private static async Task<StudyResults> TrainToTheEnd(RunningSilo silo, IStudyGrain study)
    {
        while ((await study.GetStatus())!.Phase == StudyPhase.Running)
        {
            await new FakeWorker(silo.Grains, "w").TrainAll(Name);
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        return (await study.GetResults())!;
    }
}
