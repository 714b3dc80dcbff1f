using System.Text.Json;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis.Sequential;
using JointQP.Studies.Analysis.Verdicts;

namespace JointQP.Tests.Processes.Cluster.Studies;

/// <summary>Studies that get seeds until their primary comparison is decided.</summary>
public sealed class LookingTests : IDisposable
{
    private const string Name = "s";

    private const string Until = "{ from: 3, to: 9, until: decided }";

    private readonly TemporaryFolder _folder = new();

    /// <summary>Seeds that are undecided to the last look: what the made-up worker measures is chance.</summary>
    private static string Open => Specs.Small(Name, Until);

    /// <summary>Any difference lies inside the margin, so that the first look with a level decides: six seeds.</summary>
    private static string Decided => Specs.Small(Name, Until) + "\n    margin: 20";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TrainAll_ThatIsDecided_EndsWithTheSeedsOfThatLook()
    {
        await using var silo = await RunningSilo.Start(_folder.Path);
        var study = await Launch(silo, Decided);
        var begun = (await study.GetStatus())!;
        Assert.Equal((9, 1, null), (begun.Trials, begun.Seeds!.Look, begun.Seeds.Last));

        var results = await TrainToTheEnd(silo, study);

        var looks = results.Experiments[0].Sequential!;
        Assert.Equal((SequentialState.NoDifference, 3, 6, (int?)null), (looks.Decision.State, looks.Decision.Look, looks.Decision.Seeds, looks.Decision.Next));
        Assert.Equal((StudyPhase.Completed, 18, 18), (results.Status.Phase, results.Status.Trials, results.Status.TrialsDone));
        Assert.Equal((3, SequentialState.NoDifference, true), (results.Status.Seeds!.Look, results.Status.Seeds.Last!.Decision.State, results.Status.Seeds.IsOver));
        Assert.NotNull(results.ResultHash);
        var told = (await Told(study)).Select(entry => entry.Text).ToList();
        Assert.Equal(3, told.Count);
        Assert.Contains("is not decided at look 1 of 4, 3 seeds", told[0], StringComparison.Ordinal);
        Assert.Contains("The next look is at 6 seeds.", told[1], StringComparison.Ordinal);
        Assert.Equal($"fashion: {looks.Sentence}", told[2]);
        Assert.Equal(told[2], (await study.GetVerdict(new VerdictRequest()))!.Experiments[0].Sentence);
    }

    [Fact]
    public async Task TrainAll_OfTheSeedsAtOnce_SameBitsAndWhatItsOutcomesGiveAnywhere()
    {
        await using var silo = await RunningSilo.Start(_folder.Path);
        var results = await TrainToTheEnd(silo, await Launch(silo, Open));
        var study = silo.Grains.GetGrain<IStudyGrain>(Name);
        var catalog = silo.Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key);
        await catalog.Launch(new StudyLaunch("at-once", Specs.Small("at-once", "9")));
        await new FakeWorker(silo.Grains, "w").TrainAll("at-once");

        Assert.Equal((4, 9, 27), (results.Status.Seeds!.Last!.Decision.Look, results.Status.Seeds.Last.Decision.Seeds, results.Status.Trials));
        Assert.Equal((await silo.Grains.GetGrain<IStudyGrain>("at-once").GetResults())!.ResultHash, results.ResultHash);
        var (verdict, outcomes) = ((await study.GetVerdict(new VerdictRequest()))!, (await study.GetOutcomes())!);
        Assert.Equal(JsonSerializer.Serialize(verdict), JsonSerializer.Serialize(outcomes.Judge(new VerdictRequest())));
        Assert.Equal(JsonSerializer.Serialize(results.Status.Seeds.Last), JsonSerializer.Serialize(StudyAnalysis.Looks(outcomes.Experiments[0])));
    }

    [Fact]
    public async Task TrainAll_SiloRestartedAtEachLook_SameLooks()
    {
        StudyResults undisturbed;
        await using (var silo = await RunningSilo.Start(_folder.Path))
            undisturbed = await TrainToTheEnd(silo, await Launch(silo, Open));

        using var other = new TemporaryFolder();
        await using (var silo = await RunningSilo.Start(other.Path))
            await Launch(silo, Open);
        StudyResults? results = null;
        while (results is null)
        {
            await using var silo = await RunningSilo.Start(other.Path);
            var study = silo.Grains.GetGrain<IStudyGrain>(Name);
            var before = (await study.GetStatus())!.Trials;
            await new FakeWorker(silo.Grains, "w").TrainAll(Name);
            // Stopped as soon as it has looked, whatever it has done about it by then.
            while (await study.GetStatus() is { Phase: StudyPhase.Running } status && status.Trials == before)
                await Task.Yield();
            if ((await study.GetStatus())!.Phase == StudyPhase.Completed)
                results = await study.GetResults();
        }

        Assert.Equal(undisturbed.ResultHash, results.ResultHash);
        Assert.Equal(JsonSerializer.Serialize(undisturbed.Experiments[0].Sequential), JsonSerializer.Serialize(results.Experiments[0].Sequential));
        Assert.Equal(JsonSerializer.Serialize(undisturbed.Status.Seeds), JsonSerializer.Serialize(results.Status.Seeds));
    }

    [Fact]
    public async Task Pause_BeforeALook_HoldsIt()
    {
        await using var silo = await RunningSilo.Start(_folder.Path);
        var study = await Launch(silo, Open);
        var worker = new FakeWorker(silo.Grains, "w");
        // All but the last stage of the first look, so that the pause comes before the study can look.
        for (var left = (await study.GetStatus())!.Stages.Values.Sum(); left > 1; left--)
            await worker.Train(await worker.Lease(Name));
        var last = await worker.Lease(Name);
        await study.Pause(drain: true);
        await worker.Train(last);

        Assert.Equal((StudyPhase.Paused, 9), ((await study.GetStatus())!.Phase, (await study.GetStatus())!.Trials));
        await study.Resume();
        while ((await study.GetStatus())!.Trials == 9)
            await Task.Yield();
    }

    [Fact]
    public async Task TrainAll_WithATrialThatFails_LooksWithoutItsSeed()
    {
        await using var silo = await RunningSilo.Start(_folder.Path);
        var study = await Launch(silo, Decided);
        var worker = new FakeWorker(silo.Grains, "w");
        // The float beginning of a seed: all its trials with it.
        await study.Fail((await worker.Lease(Name)).Token, "its loss is NaN", final: true);

        var results = await TrainToTheEnd(silo, study);

        var decision = results.Experiments[0].Sequential!.Decision;
        Assert.Equal((StudyPhase.Completed, decision.Seeds - 1), (results.Status.Phase, decision.Result!.Pairs));
        // Once it is mended, what was decided without it is looked at anew.
        Assert.Equal(RetryOutcome.Retried, (await silo.Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).Retry(Name)).Outcome);
        var mended = (await TrainToTheEnd(silo, study)).Status.Seeds!.Last!.Decision;
        Assert.Equal((SequentialState.NoDifference, 6, 6), (mended.State, mended.Seeds, mended.Result!.Pairs));
    }

    [Fact]
    public async Task Extend_ByHand_IsRefused()
    {
        await using var silo = await RunningSilo.Start(_folder.Path);
        await Launch(silo, Open);

        var reply = await silo.Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).Extend(new StudyLaunch(Name, Specs.Small(Name, "12")));

        Assert.Equal(ExtendOutcome.Invalid, reply.Outcome);
        Assert.Contains("gets its seeds by itself", Assert.Single(reply.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_BeforeItIsDecided_EndsTheStudy()
    {
        await using var silo = await RunningSilo.Start(_folder.Path);

        Assert.Equal(StudyPhase.Cancelled, (await (await Launch(silo, Open)).Cancel())!.Phase);
    }

    private static async Task<IEnumerable<StudyLogEntry>> Told(IStudyGrain study) =>
        (await study.GetLog(new StudyLogQuery(0, 10_000)))!.Page.Entries.Where(entry => entry.Kind == StudyLogKind.Looked);

    private static async Task<IStudyGrain> Launch(RunningSilo silo, string spec)
    {
        var catalog = silo.Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key);
        Assert.Equal(LaunchOutcome.Launched, (await catalog.Launch(new StudyLaunch(Name, spec))).Outcome);
        return silo.Grains.GetGrain<IStudyGrain>(Name);
    }

    /// <summary>Seeds are added by and by, so that there may be nothing to train for a while.</summary>
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
