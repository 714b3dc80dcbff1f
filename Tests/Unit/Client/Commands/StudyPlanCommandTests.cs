using System.Text.Json;
using JointQP.Client.Commands;
using JointQP.Client.Hosting;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Studies.Planning;
using JointQP.Studies.Rates;
using JointQP.Studies.Spec;

namespace JointQP.Tests.Unit.Client.Commands;

public sealed class StudyPlanCommandTests : IDisposable
{
    private const string Small = """
        name: small
        seeds: [4, 9]
        experiments:
          - name: one
            dataset: fashion-mnist
            samples: { train: 256, validation: 10, test: 10 }
            network: convnet
            training: { epochs: 10, batch: 64 }
            compression: { ramp: { every: 2 steps, times: 3 } }
            schedules:
              - float
              - orderings: all
                of: [P0.5(w), Q8(w), Q4(f)]
                where: Q(w) before Q(f)
                sample: { count: 2, seed: 3 }
                onsets: { equally-spaced: { from: 10%, to: 50% } }
                name: few
          - name: two
            dataset: fashion-mnist
            samples: { train: 256, validation: 10, test: 10 }
            network: convnet
            training: { epochs: 20, batch: 64 }
            schedules: [float]
        """;

    private readonly string _data = Directory.CreateTempSubdirectory("jointqp-plan-").FullName;

    private static readonly string Examples = Path.Combine(AppContext.BaseDirectory, "examples");

    [Fact]
    public async Task Plan_OfExampleWithoutACluster_IsWhatTheSpecMakes()
    {
        var (code, recorded) = await Plan(null, Path.Combine(Examples, "demo.yaml"), "-o", "json");

        Assert.Equal(ExitCode.Ok, code);
        Assert.Empty(recorded.Error);
        var size = JsonDocument.Parse(recorded.Out).RootElement.GetProperty("plan").GetProperty("size");
        // Per seed: the float beginning to step 141, on to Q8(w,f) at 517, and to the end; that one's two stages; three of each P first; and of the
        // two that quantize first two together and one each.
        const long PerSeed = 141 + 376 + 235 + 235 + 611 + 611 + 235 + 376 + 376;
        Assert.Equal((42, 7 * PerSeed, 752L), (size.GetProperty("trials").GetInt32(), size.GetProperty("steps").GetInt64(), size.GetProperty("criticalPath").GetInt64()));
        Assert.Equal(42 * 752, size.GetProperty("alone").GetInt64());
        Assert.Equal(7 * (3 + 2 + 3 + 3 + 4), size.GetProperty("stages").GetInt32());
        Assert.Equal(size.GetProperty("stages").GetInt32(), size.GetProperty("checkpoints").GetInt32());
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(recorded.Out).RootElement.GetProperty("trials").ValueKind);
        var tree = Assert.Single(JsonDocument.Parse(recorded.Out).RootElement.GetProperty("trees").EnumerateArray());
        Assert.Equal((7, 3 + 2 + 3 + 3 + 4), (tree.GetProperty("seeds").GetInt32(), tree.GetProperty("stages").GetArrayLength()));
    }

    [Fact]
    public async Task Plan_OfStandardInput_TellsEachExperimentAndAllAndTheSpace()
    {
        var (code, recorded) = await Plan(Small, "-");

        Assert.Equal(ExitCode.Ok, code);
        Approved.Equal(
            """
            small: 8 trials, schedules times 2 seeds
            ╭────────────┬───────────┬────────┬────────┬───────┬──────────┬───────╮
            │ experiment │ schedules │ trials │ stages │ steps │ unshared │ saved │
            ├────────────┼───────────┼────────┼────────┼───────┼──────────┼───────┤
            │ one        │         3 │      6 │     14 │   224 │      240 │   6 % │
            │ two        │         1 │      2 │      2 │   160 │      160 │   0 % │
            │ in all     │         4 │      8 │     16 │   384 │      400 │   4 % │
            ╰────────────┴───────────┴────────┴────────┴───────┴──────────┴───────╯
            critical path 80 steps: the longest trial, whatever the number of workers
            checkpoints 16: one at the end of each stage
            no estimate of time and space: convnet was never trained on cpu here; a first
            short study measures the rates
            one: 13 orderings of P0.5(w), Q8(w), Q4(f); 5 left by where and except; a sample
            of 2 with seed 3

            one, the same for each of 2 seeds
            float 0-4
            ├─ float 4-40             float
            ├─ P0.5(w) = Q8(w) 4-17
            │  └─ Q4(f) 17-40         few: P0.5(w) = Q8(w) -> Q4(f)
            └─ P0.5(w) 4-12
               └─ Q8(w) 12-17
                  └─ Q4(f) 17-40      few: P0.5(w) -> Q8(w) -> Q4(f)

            two, the same for each of 2 seeds
            float 0-80   float
            """,
            recorded.Out);
    }

    [Fact]
    public async Task Plan_Explained_ListsEachTrialInNotationAndSteps()
    {
        var (_, recorded) = await Plan(Small, "-", "--explain");

        Assert.Equal(8, recorded.Out.Split('\n').Count(line => line.StartsWith("t000", StringComparison.Ordinal)));
        Approved.Equal(
            """
            t0002  one  seed 4  few: P0.5(w) -> Q8(w) -> Q4(f)
              P0.5(w) -> Q8(w) -> Q4(f)
              P0.5(w) starts at step 4, 3 masks every 2, settled at step 10
              Q8(w) from step 12 on
              Q4(f) from step 20 on
              stages t0000.0, t0002.1, t0002.2, t0002.3 of 40 steps
            """,
            recorded.Out.Split("\n\n")[5]);
    }

    [Fact]
    public async Task Plan_ExplainedAsJson_HasTheTrials()
    {
        var (_, recorded) = await Plan(Small, "-", "--explain", "-o", "json");

        var trials = JsonDocument.Parse(recorded.Out).RootElement.GetProperty("trials").EnumerateArray().ToList();
        Assert.Equal(8, trials.Count);
        Assert.Equal("few: P0.5(w) = Q8(w) -> Q4(f)", trials[1].GetProperty("schedule").GetString());
        Assert.Equal("P0.5(w) starts at step 4, 3 masks every 2, settled at step 10", trials[1].GetProperty("starts")[0].GetString());
        Assert.Equal(80, trials[7].GetProperty("steps").GetInt64());
    }

    [Fact]
    public async Task Plan_OfWrongSpec_TellsWhatLaunchTells()
    {
        var wrong = Small.Replace("P0.5(w)", "P5(w)", StringComparison.Ordinal);

        var (code, recorded) = await Plan(wrong, "-");
        var launch = new Recorded();
        var launched = await JointQPCommand.Run(["study", "launch", "-"], launch.Terminal with { Input = new StringReader(wrong) });

        Assert.Equal((ExitCode.BadInput, ExitCode.BadInput), (code, launched));
        Assert.Empty(recorded.Out);
        Assert.StartsWith("-:13:15: ordering 'P5(w)': found P5; ", recorded.Error, StringComparison.Ordinal);
        Assert.EndsWith("jointqp: 1 problem; there is no plan", recorded.Error, StringComparison.Ordinal);
        Assert.Equal(recorded.Error.Split('\n')[0], launch.Error.Split('\n')[0]);
    }

    [Fact]
    public async Task Plan_OfInputFarTooLong_IsRefused()
    {
        var (code, recorded) = await Plan(new string('#', (1 << 20) + 1), "-");

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Equal("jointqp: - is longer than 1 MiB: that is no study", recorded.Error);
    }

    [Fact]
    public async Task Plan_OfNoFile_NamesIt()
    {
        var (code, recorded) = await Plan(null, "nowhere.yaml");

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Equal("jointqp: nowhere.yaml does not exist; name a study's YAML file", recorded.Error);
    }

    [Fact]
    public async Task Plan_WhereItsNetworkWasTrained_EstimatesTimeAndSpace()
    {
        Measure(everything: true);

        var (_, recorded) = await Plan(Small, "-", "--workers", "2");

        Approved.Equal(
            """
            small: 8 trials, schedules times 2 seeds
            ╭────────────┬───────────┬────────┬────────┬───────┬──────────┬───────╮
            │ experiment │ schedules │ trials │ stages │ steps │ unshared │ saved │
            ├────────────┼───────────┼────────┼────────┼───────┼──────────┼───────┤
            │ one        │         3 │      6 │     14 │   224 │      240 │   6 % │
            │ two        │         1 │      2 │      2 │   160 │      160 │   0 % │
            │ in all     │         4 │      8 │     16 │   384 │      400 │   4 % │
            ╰────────────┴───────────┴────────┴────────┴───────┴──────────┴───────╯
            critical path 80 steps: the longest trial, whatever the number of workers
            checkpoints 16: one at the end of each stage, about 3.20 MB
            device time about 17 min (15 to 19) on cpu; without sharing about 18 min (15 to
            20)
            with 2 workers about 8 min (7 to 10), at the rates measured here
            one: 13 orderings of P0.5(w), Q8(w), Q4(f); 5 left by where and except; a sample
            of 2 with seed 3

            one, the same for each of 2 seeds
            float 0-4
            ├─ float 4-40             float
            ├─ P0.5(w) = Q8(w) 4-17
            │  └─ Q4(f) 17-40         few: P0.5(w) = Q8(w) -> Q4(f)
            └─ P0.5(w) 4-12
               └─ Q8(w) 12-17
                  └─ Q4(f) 17-40      few: P0.5(w) -> Q8(w) -> Q4(f)

            two, the same for each of 2 seeds
            float 0-80   float
            """,
            recorded.Out);
    }

    [Fact]
    public async Task Plan_OfAStudyWithAParallelLimit_CountsNoMoreWorkersThanItTakes()
    {
        Measure(everything: true);

        var (_, recorded) = await Plan(Small.Replace("seeds: [4, 9]", "seeds: [4, 9]\nlimits: { parallel: 2 }", StringComparison.Ordinal), "-", "--workers", "8");

        Assert.Contains("with 2 workers about 8 min (7 to 10)", recorded.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_WhereSomeKindsWereTrained_SaysWhatIsAssumed()
    {
        Measure(everything: false);

        var (_, recorded) = await Plan(Small, "-", "--workers", "2", "-o", "json");
        var (_, shown) = await Plan(Small, "-", "--workers", "2");

        var estimate = JsonDocument.Parse(recorded.Out).RootElement.GetProperty("estimate");
        Assert.Contains("Q(w)", estimate.GetProperty("assumed").EnumerateArray().Select(rate => rate.GetProperty("what").GetString()));
        Assert.True(estimate.GetProperty("wallTime").GetProperty("likely").GetDouble() < estimate.GetProperty("deviceTime").GetProperty("likely").GetDouble());
        Approved.Equal(
            """
            not measured yet, so assumed: convnet: P(w) as float, P(w) Q(w) as float, P(w)
            Q(w,f) as float, Q(w) as float; and 9 more (-o json lists them)
            """,
            string.Join('\n', shown.Out.Split('\n').SkipWhile(line => !line.StartsWith("not measured", StringComparison.Ordinal)).TakeWhile(line => !line.StartsWith("one:", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Plan_OfSeedsUntilDecided_TellsTheLooksAndTheWorst()
    {
        var (code, recorded) = await Plan(null, Path.Combine(Examples, "sequential.yaml"));

        Assert.Equal(ExitCode.Ok, code);
        Assert.StartsWith("sequential: 10 trials to begin with\n", recorded.Out, StringComparison.Ordinal);
        Approved.Equal(
            """
            sample: seeds are added until it is decided whether P0.9(w) before Q3(w) differs
            from after it, or does so by less than the margin of 0.02
              look 1: 5 seeds, 10 trials, too few to decide anything
              look 2: 8 seeds, 16 trials, at level 0.0078
              look 3: 12 seeds, 24 trials, at level 0.0117
              look 4: 19 seeds, 38 trials, at level 0.0121
              look 5: 30 seeds, 60 trials, at level 0.0183
            at worst 60 trials, 150 stages, 7,200 steps
            """,
            string.Join('\n', recorded.Out.Split('\n').SkipWhile(line => !line.StartsWith("sample: ", StringComparison.Ordinal)).TakeWhile(line => line.Length > 0)));
    }

    [Fact]
    public async Task Plan_WithADamagedFileOfRates_SaysSoAndPlans()
    {
        await File.WriteAllTextAsync(RateBookFile.Of(_data), "{", TestContext.Current.CancellationToken);

        var (code, recorded) = await Plan(Small, "-");

        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("cannot be read", recorded.Error, StringComparison.Ordinal);
        Assert.Contains("no estimate of time and space", recorded.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_WhatOnlyTheDemoTrained_IsEstimatedByThat()
    {
        Measure(everything: true, Path.Combine(_data, "demo"));

        var (_, recorded) = await Plan(Small, "-", "--workers", "1");

        Assert.Contains("with 1 worker about", recorded.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_OfManyStages_DrawsTheTreeOnlyWhenAsked()
    {
        var many = Small.Replace("count: 2", "count: 25", StringComparison.Ordinal)
            .Replace("[P0.5(w), Q8(w), Q4(f)]", "[P0.5(w), P0.5(f), Q8(w), Q4(f)]", StringComparison.Ordinal);

        var (_, recorded) = await Plan(many, "-");
        var (_, asked) = await Plan(many, "-", "--tree");

        Assert.DoesNotContain("─ ", recorded.Out, StringComparison.Ordinal);
        Assert.Contains("└─ ", asked.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_OfTheMostTrials_IsPrintedWithoutATree()
    {
        var large = Small[..Small.IndexOf("      - float", StringComparison.Ordinal)] + """
                  - orderings: all
                    of: [P0.5(w), Q8(w)]
                    onsets: { grid: { P: { from: 0 steps, to: 1900 steps, count: 50 }, Q: { from: 0 steps, to: 1900 steps, count: 40 } } }
            """;

        var (code, recorded) = await Plan(large.Replace("[4, 9]", "50", StringComparison.Ordinal).Replace("epochs: 10", "epochs: 500", StringComparison.Ordinal), "-");

        Assert.Equal((ExitCode.Ok, ""), (code, recorded.Error));
        Assert.StartsWith("small: 100,000 trials, schedules times 50 seeds\n", recorded.Out, StringComparison.Ordinal);
        Assert.Contains("3 orderings of P0.5(w), Q8(w); 2000 schedules on the grid", recorded.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("─ ", recorded.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_OfManySeeds_DrawsTheTreeThatTheyHaveInCommon()
    {
        // More than 30 stages: two such trees would be too many.
        var seeds = Small.Replace("[4, 9]", "1000", StringComparison.Ordinal).Replace("count: 2", "count: 11", StringComparison.Ordinal)
            .Replace("[P0.5(w), Q8(w), Q4(f)]", "[P0.5(w), P0.5(f), Q8(w), Q4(f)]", StringComparison.Ordinal);

        var (_, recorded) = await Plan(seeds, "-");
        var (_, one) = await Plan(seeds.Replace("1000", "1", StringComparison.Ordinal), "-");

        var tree = Tree(one);
        Assert.InRange(tree.Count, (60 / 2) + 1, 60);
        Assert.Equal(tree, Tree(recorded));
        Assert.Contains("one, the same for each of 1,000 seeds", recorded.Out, StringComparison.Ordinal);

        static List<string> Tree(Recorded recorded) => [.. recorded.Out.Split('\n').SkipWhile(line => !line.StartsWith("float 0-", StringComparison.Ordinal))
            .TakeWhile(line => line.Length > 0)];
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);

    /// <summary>Leaves the rates behind that a study of the network would: all of them, or those of float steps alone.</summary>
    private void Measure(bool everything, string? folder = null)
    {
        var study = StudySpecParser.Parse(Small).Spec!;
        var book = RateBook.Empty;
        foreach (var trial in StudyPlanner.Plan(study).Trials)
        {
            StepKinds kinds = new(trial.Spec);
            var counted = kinds.Count(0, trial.Spec.TotalSteps).Where(steps => everything || steps.Key == StepKinds.Float);
            book = book.Add(
                trial.Spec,
                everything ? trial.Spec.TotalSteps : 0,
                new StageTiming(
                    "cpu",
                    [.. counted.Select(steps => new StepTiming(steps.Key, steps.Value, steps.Value * (steps.Key == StepKinds.Float ? 2.0 : 3.0)))],
                    [.. counted.Select(steps => new EvaluationTiming(StepKinds.Settled(steps.Key), 10, 1, 1)).DistinctBy(evaluation => evaluation.Kind)],
                    0.5),
                200_000);
        }

        Directory.CreateDirectory(folder ?? _data);
        File.WriteAllText(RateBookFile.Of(folder ?? _data), book.ToJson());
    }

    private async Task<(int Code, Recorded Recorded)> Plan(string? input, params string[] args)
    {
        var recorded = new Recorded((DataDirectory.Variable, _data));
        var terminal = input is null ? recorded.Terminal : recorded.Terminal with { Input = new StringReader(input) };
        return (await JointQPCommand.Run(["study", "plan", .. args], terminal), recorded);
    }
}
