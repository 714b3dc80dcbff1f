using JointQP.Client.Commands;
using JointQP.Client.Files;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis;
using JointQP.Studies.Analysis.Sequential;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Words;

namespace JointQP.Tests.Unit.Client.Files;

public sealed class StudyExportTests : IDisposable
{
    private const string Prune = "P0.5(w) -> Q8(w)";
    private const string Quantize = "Q8(w) -> P0.5(w)";

    private readonly string _folder = Directory.CreateTempSubdirectory("jointqp-export-").FullName;

    [Fact]
    public async Task Analyze_OfAnExport_IsTheVerdictOfTheCluster()
    {
        var outcomes = Outcomes();
        var cluster = JsonText.Of(outcomes.Judge(new VerdictRequest()));
        await File.WriteAllTextAsync(Path.Combine(_folder, StudyExport.FileName), JsonText.Of(StudyExport.Of(outcomes)), TestContext.Current.CancellationToken);

        Recorded recorded = new();
        var code = await JointQPCommand.Run(["study", "analyze", "--from", _folder, "-o", "json"], recorded.Terminal);

        Assert.Equal((ExitCode.Ok, ""), (code, recorded.Error));
        Assert.Equal(cluster, recorded.Out);
        Assert.Contains("\"finding\": \"difference\"", cluster, StringComparison.Ordinal);
        Assert.Contains("\"plane\"", cluster, StringComparison.Ordinal);
        Assert.Contains("its search rests on the 2 fresh seeds", cluster, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Analyze_OfAnExportWithAnotherMargin_JudgesByThat()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, StudyExport.FileName), JsonText.Of(StudyExport.Of(Outcomes())), TestContext.Current.CancellationToken);

        Recorded recorded = new();
        await JointQPCommand.Run(["study", "analyze", "--from", _folder, "--margin", "0.5", "-o", "json"], recorded.Terminal);

        Assert.Equal(JsonText.Of(Outcomes().Judge(new VerdictRequest(Margin: 0.5))), recorded.Out);
        Assert.Contains("\"margin\": 0.5", recorded.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Analyze_OfAnExportWithLooks_MakesThemAgain()
    {
        var outcomes = Outcomes();
        var looked = outcomes with
        {
            Experiments =
            [
                outcomes.Experiments[0] with
                {
                    Sequential = new SequentialDesign("e", "P0.5(w) Q8(w)", "P0.5(w)", "Q8(w)", [1, 2, 3, 4, 5, 6, 7, 8, 9], SeedLooks.Of(3, 9), 0.01),
                    // A seed that failed counts as over, in the export too.
                    Trials = [.. outcomes.Experiments[0].Trials.Select(trial => trial.Metrics.Count == 0 ? trial with { Failed = true } : trial)],
                },
            ],
        };
        await File.WriteAllTextAsync(Path.Combine(_folder, StudyExport.FileName), JsonText.Of(StudyExport.Of(looked)), TestContext.Current.CancellationToken);

        Recorded recorded = new();
        await JointQPCommand.Run(["study", "analyze", "--from", _folder, "-o", "json"], recorded.Terminal);

        Assert.Equal(JsonText.Of(looked.Judge(new VerdictRequest())), recorded.Out);
        Assert.Contains("\"look\": ", recorded.Out, StringComparison.Ordinal);
        Assert.Contains(looked.Experiments[0].Trials, trial => trial.Failed);
    }

    [Theory]
    [InlineData("1GB", 0)]
    [InlineData("1B", 0)]
    [InlineData("30", 0)]
    [InlineData("small", 2)]
    [InlineData("0kB", 2)]
    public async Task Analyze_WithinABudget_TellsTheBestThatFits(string budget, int code)
    {
        var outcomes = Outcomes();
        await File.WriteAllTextAsync(Path.Combine(_folder, StudyExport.FileName), JsonText.Of(StudyExport.Of(outcomes)), TestContext.Current.CancellationToken);

        Recorded recorded = new();
        Assert.Equal(code, (int)await JointQPCommand.Run(["study", "analyze", "--from", _folder, "--budget", budget, "-o", "csv"], recorded.Terminal));

        if (code != 0)
        {
            Assert.Contains($"--budget: found '{budget}', allowed is a number above 0 of B, kB, MB or GB", recorded.Error, StringComparison.Ordinal);
            return;
        }

        var verdict = outcomes.Judge(new VerdictRequest());
        var lines = recorded.Out.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1 + verdict.Experiments.Length, lines.Length);
        var bytes = budget == "1GB" ? 1e9 : budget == "1B" ? 1 : 30;
        foreach (var (experiment, line) in verdict.Experiments.Zip(lines.Skip(1)))
            Assert.StartsWith($"{experiment.Name},{experiment.BestWithin(bytes)?.Schedule},", line, StringComparison.Ordinal);
    }

    [Fact]
    public void VerdictRows_OfAComparisonWithLooks_TellThemOfItAlone()
    {
        var outcomes = Outcomes();
        SequentialDesign design = new("e", "P0.5(w) Q8(w)", "P0.5(w)", "Q8(w)", [1, 2, 3, 4, 5, 6, 7, 8, 9], SeedLooks.Of(3, 9), 0.01);
        var verdict = (outcomes with { Experiments = [outcomes.Experiments[0] with { Sequential = design }] }).Judge(new VerdictRequest());

        var table = VerdictRows.Of(verdict);
        var looks = table.Header.ToList().IndexOf("look");
        var decision = verdict.Experiments[0].Sequential!.Decision;
        var compared = Assert.Single(table.Rows, row => row[looks] is not null);

        Assert.Equal(["primary", "P0.5(w)", "Q8(w)"], compared.Skip(3).Take(3));
        Assert.Equal([decision.Look, decision.Seeds, decision.Alpha, decision.Spent, decision.Interval?.Low, decision.Interval?.High, decision.AdjustedEquivalenceP], compared.Skip(looks));
        Assert.True(decision.Look > 0);
    }

    [Theory]
    [InlineData(null, "cannot be read")]
    [InlineData("{", "cannot be read")]
    [InlineData("{ \"format\": \"another\", \"study\": \"s\", \"experiments\": [] }", "is no jointqp-outcomes-1")]
    public async Task Analyze_OfWhatIsNoExport_SaysWhatWritesOne(string? text, string said)
    {
        if (text is not null)
            await File.WriteAllTextAsync(Path.Combine(_folder, StudyExport.FileName), text, TestContext.Current.CancellationToken);

        Recorded recorded = new();
        var code = await JointQPCommand.Run(["study", "analyze", "--from", _folder], recorded.Terminal);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains(said, recorded.Error, StringComparison.Ordinal);
        Assert.Contains("jointqp study export", recorded.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("demo", "--from", "folder")]
    public async Task Analyze_OfNothingOrOfTwo_SaysToNameOne(params string[] words)
    {
        Recorded recorded = new();
        var code = await JointQPCommand.Run(["study", "analyze", .. words], recorded.Terminal);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("name either a study, or with --from the folder of an export", recorded.Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static StudyOutcomes Outcomes()
    {
        VerdictMetric metric = new("test/accuracy", HigherIsBetter: true, IsFraction: true);
        List<TrialOutcome> trials = [];
        for (var seed = 1; seed <= 8; seed++)
        {
            foreach (var (schedule, ordering, value) in new[] { ("one", Prune, 0.90), ("two", Quantize, 0.88), ("later", Prune, 0.89), ("float", "float", 0.92) })
            {
                // What JSON writes must come back in the same bits.
                var measured = value + (Math.Sin(seed * 7.3) / 300) + (schedule.Length * seed / 1e5);
                trials.Add(new TrialOutcome(schedule, ordering, seed, new Dictionary<string, double> { ["test/accuracy"] = measured, ["bytes/weights"] = 1000.0 / 3, ["bytes/features"] = 10 }));
            }
        }

        trials.Add(new TrialOutcome("two", Quantize, 9, new Dictionary<string, double>()));
        return new StudyOutcomes(
            "sample",
            [
                new ExperimentTrials("e", NetworkKind.Discriminative, metric, trials)
                {
                    Search = new SearchEvidence(12, "one @ 3", "two @ 4", [77, 88], new Interval(0.01, 0.004, 0.016, 2), Concluded: true, Confirmed: true),
                    Schedules = new Dictionary<string, Schedule>(StringComparer.Ordinal)
                    {
                        ["one"] = Both(Prune, 10, 20),
                        ["two"] = Both(Quantize, 20, 10),
                        ["later"] = Both(Prune, 30, 40),
                        ["float"] = Schedule.Float,
                    },
                },
            ]);
    }

    private static Schedule Both(string ordering, long prune, long quantize) => new(
        ordering, [new Onset(OperatorKind.Prune, Target.Weights, 0.5, prune, 1, 1), new Onset(OperatorKind.Quantize, Target.Weights, 8, quantize)]);
}
