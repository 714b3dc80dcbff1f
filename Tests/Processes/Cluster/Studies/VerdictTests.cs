using System.Collections.Immutable;
using System.Text.Json;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Storage;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Stages;
using Microsoft.Extensions.DependencyInjection;

namespace JointQP.Tests.Processes.Cluster.Studies;

public sealed class VerdictTests(SharedSilo shared)
{
    private readonly string _name = "v" + Guid.NewGuid().ToString("N");

    private IStudyGrain Study => shared.Silo.Grains.GetGrain<IStudyGrain>(_name);

    [Fact]
    public async Task GetVerdict_UnknownStudy_IsNull()
    {
        Assert.Null(await Study.GetVerdict(new VerdictRequest()));
        Assert.Null(await Study.GetOutcomes());
        Assert.Null(await Study.GetLayers("fashion"));
    }

    [Fact]
    public async Task GetVerdict_BeforeAnyTrialIsDone_SaysThatThereIsNothingToCompareYet()
    {
        await Launch();

        Assert.Equal(Finding.Nothing, Assert.Single((await Study.GetVerdict(new VerdictRequest()))!.Experiments).Finding);
    }

    [Fact]
    public async Task GetVerdict_TrialsDone_IsWhatItsOutcomesGiveAnywhere()
    {
        await Launch();
        await new FakeWorker(shared.Silo.Grains, _name).TrainAll(_name);

        var request = new VerdictRequest(Level: 0.1, Margin: 0.75);
        var (verdict, outcomes) = ((await Study.GetVerdict(request))!, (await Study.GetOutcomes())!);

        Assert.Equal(JsonSerializer.Serialize(verdict), JsonSerializer.Serialize(outcomes.Judge(request)));
        var contrast = Assert.Single(Assert.Single(verdict.Experiments).Primary);
        Assert.Equal((5, 0), (contrast.Result.Pairs, contrast.Result.Unpaired));
        // The least that five seeds can give.
        Assert.InRange(contrast.Result.SignFlipP!.Value, 0.0625, 1);
        // The trials say what the made-up worker measured.
        var trials = Assert.Single(outcomes.Experiments).Trials;
        Assert.Equal(15, trials.Count);
        Assert.All(trials, trial => Assert.InRange(trial.Metrics["test/accuracy"], 0, 1));
        var order = trials.Where(trial => trial.Ordering == contrast.First + " -> " + contrast.Second).Select(trial => trial.Metrics["test/accuracy"]);
        var other = trials.Where(trial => trial.Ordering == contrast.Second + " -> " + contrast.First).Select(trial => trial.Metrics["test/accuracy"]);
        Assert.Equal(order.Average() - other.Average(), contrast.Result.Mean!.Value, 12);
    }

    /// <summary>Reading every trial of a large study takes longer than a lease.</summary>
    [Fact]
    public async Task GetVerdict_WhileItReads_WorkersAreHeard()
    {
        using TemporaryFolder folder = new();
        TaskCompletionSource reading = new(TaskCreationOptions.RunContinuationsAsynchronously), go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var silo = await RunningSilo.Start(folder.Path, services =>
        {
            var real = services.Last(service => service.ServiceType == typeof(IStageStore));
            services.AddSingleton<IStageStore>(provider => new Slow((IStageStore)ActivatorUtilities.CreateInstance(provider, real.ImplementationType!), reading, go.Task));
        });
        await silo.Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).Launch(new StudyLaunch("s", Specs.Small("s")));
        var study = silo.Grains.GetGrain<IStudyGrain>("s");
        var lease = await new FakeWorker(silo.Grains, "w").Lease("s");

        var verdict = study.GetVerdict(new VerdictRequest());
        await reading.Task;

        try
        {
            Assert.Equal(StageReply.Accepted, await study.Renew(lease.Token));
            Assert.False(verdict.IsCompleted);
        }
        finally
        {
            go.SetResult();
        }

        Assert.NotNull(await verdict);
    }

    private Task<LaunchReply> Launch() =>
        shared.Silo.Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).Launch(new StudyLaunch(_name, Specs.Small(_name, seeds: "5")));

    /// <summary>A store that reads an experiment's stages only when it may.</summary>
    private sealed class Slow(IStageStore real, TaskCompletionSource reading, Task go) : IStageStore
    {
        public Task Add(string study, ImmutableArray<StageRecord> stages) => real.Add(study, stages);

        public Task<ImmutableArray<StageRecord>> Load(string study) => real.Load(study);

        public async Task<ImmutableArray<StageRecord>> LoadSome(string study, ImmutableArray<string> ids)
        {
            reading.TrySetResult();
            await go;
            return await real.LoadSome(study, ids);
        }

        public Task<StageRecord?> Find(string study, string id) => real.Find(study, id);

        public Task<bool> TryUpdate(
            string study, ImmutableArray<StageUpdate> updates, ImmutableArray<StudyLogEntry> log, ImmutableArray<TrainedStage> trained = default) =>
            real.TryUpdate(study, updates, log, trained);

        public Task<FoundStage?> FindTrained(string study, string key, string fingerprint) => real.FindTrained(study, key, fingerprint);

        public Task Delete(string study) => real.Delete(study);

        public Task<ImmutableArray<(string Study, long Epoch)>> Retired() => real.Retired();
    }
}
