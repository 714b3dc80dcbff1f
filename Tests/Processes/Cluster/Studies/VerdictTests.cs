using System.Text.Json;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis.Verdicts;

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

    private Task<LaunchReply> Launch() =>
        shared.Silo.Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).Launch(new StudyLaunch(_name, Specs.Small(_name, seeds: "5")));
}
