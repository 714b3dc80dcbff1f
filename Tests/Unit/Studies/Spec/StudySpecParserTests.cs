using CsCheck;
using JointQP.Studies.Spec;
using JointQP.Studies.Words;

namespace JointQP.Tests.Unit.Studies.Spec;

public sealed class StudySpecParserTests
{
    // 40 steps an epoch, 400 in all.
    private const string Valid = """
        name: orders
        seeds: 3
        limits: { lost: 2, failed: 0, lease: 5m, checkpoint-every: 1.5h, parallel: 3 }
        priority: -7
        experiments:
          - name: fashion
            task: classification
            dataset: fashion-mnist
            samples: { train: 2575, validation: 100, test: 200 }
            network: convnet
            training: { epochs: 10, batch: 64, optimizer: sgd, rate: 0.1, momentum: 0.5, weight-decay: 0.001, decay: constant }
            compression: { rounding: floor, gradient: mask, weights: tensor, window: 77, ramp: { every: 0.5 epochs, times: 3 }, feature-delay: 0.3 epochs }
            schedules:
              - float
              - order: Q8(w,f)
                onsets: [3 epochs]
              - order: P0.5(w,f) -> Q8(w,f)
                onsets: [120 steps, 50%]
                name: prune first
        """;

    [Fact]
    public void Parse_OfAllKeys_ReadsEachValue()
    {
        var result = StudySpecParser.Parse(Valid);

        Assert.Empty(result.Problems);
        var study = result.Spec!;
        Assert.Equal("orders", study.Name);
        Assert.Equal([1, 2, 3], study.Seeds);
        Assert.Equal(-7, study.Priority);
        Assert.Equal(
            new StudyLimits { Lost = 2, Failed = 0, Lease = TimeSpan.FromMinutes(5), CheckpointEvery = TimeSpan.FromMinutes(90), Parallel = 3 }, study.Limits);
        var experiment = Assert.Single(study.Experiments);
        Assert.Equal(("fashion", "classification", "fashion-mnist", "convnet"), (experiment.Name, experiment.Task, experiment.Dataset, experiment.Network));
        Assert.Equal(new SampleCounts(2575, 100, 200), experiment.Samples);
        var training = new TrainingSettings
        {
            Epochs = 10,
            Batch = 64,
            Optimizer = OptimizerKind.Sgd,
            Rate = 0.1,
            Momentum = 0.5,
            WeightDecay = 0.001,
            Decay = RateDecay.Constant,
        };
        Assert.Equal(training, experiment.Training);
        var compression = new CompressionSettings
        {
            Rounding = Rounding.Floor,
            Gradient = GradientMode.Mask,
            Weights = Granularity.Tensor,
            Window = 77,
            RampInterval = 20,
            RampTimes = 3,
            FeatureDelay = 12,
        };
        Assert.Equal(compression, experiment.Compression);
        Assert.Equal(["float", "Q8(w,f)", "prune first"], experiment.Schedules.Select(schedule => schedule.Name));
    }

    // 40 steps an epoch, 400 in all.
    [Theory]
    [InlineData("linear", RateDecay.Linear, null, null, null)]
    [InlineData("{ name: linear, from: 75% }", RateDecay.Linear, null, null, 300L)]
    [InlineData("{ name: linear, from: 0 steps }", RateDecay.Linear, null, null, null)]
    [InlineData("{ name: linear }", RateDecay.Linear, null, null, null)]
    [InlineData("{ name: step, factor: 0.7, every: 1 epoch }", RateDecay.Step, 0.7, 40L, null)]
    [InlineData("{ name: step, factor: 0.1, every: 80% }", RateDecay.Step, 0.1, 320L, null)]
    [InlineData("{ name: cosine }", RateDecay.Cosine, null, null, null)]
    public void Parse_OfADecay_ReadsItsSettingsInSteps(string text, RateDecay decay, double? factor, long? every, long? from)
    {
        var result = StudySpecParser.Parse(Valid.Replace("decay: constant", $"decay: {text}", StringComparison.Ordinal));

        Assert.Empty(result.Problems);
        var training = result.Spec!.Experiments[0].Training;
        Assert.Equal((decay, factor, every, from), (training.Decay, training.DecayFactor, training.DecayEvery, training.DecayFrom));
    }

    [Theory]
    [InlineData("adadelta", 1)]
    [InlineData("adam", 0.05)]
    public void Parse_WithoutARate_TakesTheOptimizersOwn(string optimizer, double rate)
    {
        var text = Valid.Replace("optimizer: sgd, rate: 0.1, momentum: 0.5", $"optimizer: {optimizer}", StringComparison.Ordinal);
        Assert.Equal(rate, StudySpecParser.Parse(text).Spec!.Experiments[0].Training.Rate);
    }

    [Fact]
    public void Parse_OfOnsets_ResolvesThemToSteps()
    {
        var schedules = StudySpecParser.Parse(Valid).Spec!.Experiments[0].Schedules;

        Assert.Equal(Schedule.Float, schedules[0].Schedule);
        Assert.Equal(
            new Schedule(
                "Q8(w,f)",
                [
                    new Onset(OperatorKind.Quantize, Target.Weights, 8, 120),
                    new Onset(OperatorKind.Quantize, Target.Features, 8, 132),
                ]),
            schedules[1].Schedule);
        Assert.Equal(
            new Schedule(
                "P0.5(w,f) -> Q8(w,f)",
                [
                    new Onset(OperatorKind.Prune, Target.Weights, 0.5, 120, 20, 3),
                    new Onset(OperatorKind.Prune, Target.Features, 0.5, 120, 20, 3),
                    new Onset(OperatorKind.Quantize, Target.Weights, 8, 200),
                    new Onset(OperatorKind.Quantize, Target.Features, 8, 212),
                ]),
            schedules[2].Schedule);
    }

    [Fact]
    public void Parse_OfTiedAndLoneFeatures_StartsThemWithoutDelay()
    {
        var schedule = Changed("onsets: [3 epochs]", "onsets: [40 steps]", "order: Q8(w,f)\n", "order: Q8(w) = P0.5(w) = Q8(f)\n").Spec!.Experiments[0].Schedules[1];

        Assert.Equal("P0.5(w) = Q8(w) = Q8(f)", schedule.Name);
        Assert.All(schedule.Schedule.Onsets, onset => Assert.Equal(40, onset.Start));
        Assert.Equal([OperatorKind.Prune, OperatorKind.Quantize, OperatorKind.Quantize], schedule.Schedule.Onsets.Select(onset => onset.Kind));
    }

    [Fact]
    public void Parse_OfDelayedFeaturesThatMeetAPruning_PutsThePruningFirst()
    {
        var schedule = Changed("order: P0.5(w,f) -> Q8(w,f)", "order: Q8(w,f) -> P0.5(f)", "[120 steps, 50%]", "[120 steps, 132 steps]").Spec!.Experiments[0].Schedules[2];

        Assert.Equal([120, 132, 132], schedule.Schedule.Onsets.Select(onset => onset.Start));
        Assert.Equal([OperatorKind.Quantize, OperatorKind.Prune, OperatorKind.Quantize], schedule.Schedule.Onsets.Select(onset => onset.Kind));
    }

    [Fact]
    public void Parse_OfTheLeast_FillsInDefaults()
    {
        var result = StudySpecParser.Parse("""
            name: least
            seeds: [7]
            experiments:
              - name: e
                dataset: fashion-mnist
                samples: { train: 1280, validation: 1, test: 1 }
                network: convnet
                training: { epochs: 5 }
                schedules: [float]
            """);

        Assert.Empty(result.Problems);
        var study = result.Spec!;
        Assert.Equal(new StudyLimits(), study.Limits);
        Assert.Equal(0, study.Priority);
        Assert.Equal("classification", study.Experiments[0].Task);
        Assert.Equal(new TrainingSettings { Epochs = 5 }, study.Experiments[0].Training);
        Assert.Equal(new CompressionSettings { RampInterval = 5 }, study.Experiments[0].Compression);
    }

    [Theory]
    [InlineData("name: orders\n", "", "line 1, column 1: the study has no 'name'; it is required")]
    [InlineData("name: orders", "name: Orders", "line 1, column 7: the study's name must be 1 to 64 of a-z, 0-9, '-', '_' and '.', not starting with '.'; found 'Orders'")]
    [InlineData("name: orders", "name: .hidden", "line 1, column 7: the study's name must be 1 to 64 of a-z, 0-9, '-', '_' and '.', not starting with '.'; found '.hidden'")]
    [InlineData("name: orders", "name:", "line 1, column 6: the study's name must be 1 to 64 of a-z, 0-9, '-', '_' and '.', not starting with '.'; found nothing")]
    [InlineData("priority: -7", "priorty: -7", "line 4, column 1: unknown key 'priorty' in the study; did you mean priority? allowed: name, seeds, limits, priority, sharing, plugin, experiments")]
    [InlineData("priority: -7", "seeds: 2", "line 4, column 1: 'seeds' is given twice in the study, first on line 2; allowed: once")]
    [InlineData("priority: -7", "priority: 101", "line 4, column 11: priority must be a whole number from -100 to 100; found '101'")]
    [InlineData("seeds: 3", "seeds: []", "line 2, column 8: seeds must be a list of at least one seed (or a number of seeds); found an empty list")]
    [InlineData("seeds: 3", "seeds: 0", "line 2, column 8: seeds, as a number of seeds, must be a whole number from 1 to 100000; found '0'")]
    [InlineData("seeds: 3", "seeds: {}", "line 2, column 8: seeds must be a list of at least one seed (or a number of seeds); found a mapping")]
    [InlineData("seeds: 3", "seeds: [1, 2, 1]", "line 2, column 15: seed 1 is given twice; allowed: each seed once")]
    [InlineData("seeds: 3", "seeds: [1, two]", "line 2, column 12: a seed must be a whole number of at least 0; found 'two'")]
    [InlineData("seeds: 3", "seeds: 100000", "line 1, column 1: the study has 300000 trials (schedules times seeds); allowed: at most 100000 (take fewer seeds or schedules; 'where', 'except' and 'sample: N' cut a space of orderings)")]
    [InlineData("lost: 2", "lost: -1", "line 3, column 17: lost must be a whole number from 0 to 1000; found '-1'")]
    [InlineData("parallel: 3", "parallel: 0", "line 3, column 76: parallel must be a whole number from 1 to 100000; found '0'")]
    [InlineData("parallel: 3", "paralel: 3", "line 3, column 66: unknown key 'paralel' in limits; did you mean parallel? allowed: lost, failed, lease, checkpoint-every, parallel")]
    [InlineData("lease: 5m", "lease: 5", "line 3, column 38: lease must be a time from 1s to 1h, such as '30s', '5m' or '1h'; found '5'")]
    [InlineData("lease: 5m", "lease: 2h", "line 3, column 38: lease must be a time from 1s to 1h, such as '30s', '5m' or '1h'; found '2h'")]
    [InlineData("task: classification", "task: clasification", "line 7, column 11: unknown task 'clasification'; did you mean classification? allowed: classification")]
    [InlineData("dataset: fashion-mnist", "dataset: mnist", "line 8, column 14: unknown dataset 'mnist'; allowed: fashion-mnist, fashion-mnist-sample")]
    [InlineData("dataset: fashion-mnist", "dataset: fashion_mnist", "line 8, column 14: unknown dataset 'fashion_mnist'; did you mean fashion-mnist? allowed: fashion-mnist, fashion-mnist-sample")]
    [InlineData("network: convnet", "network: convnt", "line 10, column 14: unknown network 'convnt'; did you mean convnet? allowed: convnet, mlp, mnist-net")]
    [InlineData("network: convnet\n", "network: [convnet]\n", "line 10, column 14: network must be a word; found a list; allowed: convnet, mlp, mnist-net")]
    [InlineData("train: 2575", "train: 60001", "line 9, column 23: train must be a whole number from 1 to 60000; found '60001'")]
    [InlineData("train: 2575", "train: 59901", "line 9, column 42: train 59901 and validation 100 make 60001 samples; allowed: together at most 60000, which fashion-mnist has")]
    [InlineData("test: 200", "test: 10001", "line 9, column 52: test must be a whole number from 1 to 10000; found '10001'")]
    [InlineData("validation: 100", "validation: 0", "line 9, column 41: validation must be a whole number from 1 to 60000; found '0'")]
    [InlineData("batch: 64", "batch: 2576", "line 11, column 36: batch 2576 is more than the 2575 training samples, so no step could be trained; allowed: at most 2575")]
    [InlineData("epochs: 10,", "", "line 11, column 15: training has no 'epochs'; it is required")]
    [InlineData("epochs: 10,", "epochs: 1.5,", "line 11, column 25: epochs must be a whole number from 1 to 1000000; found '1.5'")]
    [InlineData("optimizer: sgd", "optimizer: adan", "line 11, column 51: unknown optimizer 'adan'; did you mean adam? allowed: sgd, adam, adadelta")]
    [InlineData("optimizer: sgd", "optimizer: adam", "line 11, column 78: momentum belongs to sgd, and the optimizer is adam; allowed: optimizer sgd, or no momentum")]
    [InlineData("optimizer: sgd", "optimizer: adadelta", "line 11, column 82: momentum belongs to sgd, and the optimizer is adadelta; allowed: optimizer sgd, or no momentum")]
    [InlineData("decay: constant", "decay: cosin", "line 11, column 110: unknown decay 'cosin'; did you mean cosine? allowed: cosine, constant, linear, step")]
    [InlineData("decay: constant", "decay: step", "line 11, column 110: decay 'step' needs a factor and how often; allowed: decay: { name: step, factor: 0.7, every: 1 epoch }")]
    [InlineData("decay: constant", "decay: { name: step, every: 1 epoch }", "line 11, column 110: decay has no 'factor'; it is required")]
    [InlineData("decay: constant", "decay: { name: step, factor: 0.5 }", "line 11, column 110: decay has no 'every'; it is required")]
    [InlineData("decay: constant", "decay: { name: step, factor: 0, every: 1 epoch }", "line 11, column 132: factor must be a number above 0 and at most 1; found '0'")]
    [InlineData("decay: constant", "decay: { name: step, factor: 1, every: 0% }", "line 11, column 142: every is 0 steps; allowed: at least 1 step between two falls of the rate")]
    [InlineData("decay: constant", "decay: { name: linear, from: 100% }", "line 11, column 132: from is 400 steps; allowed: a step before the end")]
    [InlineData("decay: constant", "decay: { name: cosine, from: 1 epoch }", "line 11, column 132: 'from' is no setting of decay 'cosine'; allowed: decay: { name: step, factor: 0.7, every: 1 epoch }, or decay: { name: linear, from: 50% }")]
    [InlineData("rate: 0.1", "rate: 0", "line 11, column 62: rate must be a number above 0 and at most 100; found '0'")]
    [InlineData("rate: 0.1", "rate: .nan", "line 11, column 62: rate must be a number above 0 and at most 100; found '.nan'")]
    [InlineData("rate: 0.1", "rate: NaN", "line 11, column 62: rate must be a number above 0 and at most 100; found 'NaN'")]
    [InlineData("momentum: 0.5", "momentum: 1", "line 11, column 77: momentum must be a number from 0 to below 1; found '1'")]
    [InlineData("weight-decay: 0.001", "weight-decay: -1", "line 11, column 96: weight-decay must be a number from 0 to 1; found '-1'")]
    [InlineData("rounding: floor", "rounding: flor", "line 12, column 30: unknown rounding 'flor'; did you mean floor? allowed: nearest, floor, truncate")]
    [InlineData("gradient: mask", "gradient: Mask", "line 12, column 47: unknown gradient 'Mask'; did you mean mask? allowed: clip, mask, pass")]
    [InlineData("window: 77", "window: 0", "line 12, column 78: window must be a whole number from 1 to 1000000; found '0'")]
    [InlineData("every: 0.5 epochs", "every: 0 steps", "line 12, column 97: every is 0 steps; allowed: at least 1 step between two masks")]
    [InlineData("times: 3", "times: 0", "line 12, column 116: times must be a whole number from 1 to 1000; found '0'")]
    [InlineData("feature-delay: 0.3 epochs", "feature-delay: -1 epochs", "line 12, column 136: feature-delay is before step 0; found '-1 epochs'; allowed: 0 or more")]
    [InlineData("order: Q8(w,f)\n", "order: Q8(w;f)\n", "line 15, column 20: ordering 'Q8(w;f)': found ';'; allowed: ',' or ')'")]
    [InlineData("order: Q8(w,f)\n", "order: \"Q8(w;f)\"\n", "line 15, column 21: ordering 'Q8(w;f)': found ';'; allowed: ',' or ')'")]
    [InlineData("order: Q8(w,f)\n", "order: Q8(w) -> Q4(w)\n", "line 15, column 28: ordering 'Q8(w) -> Q4(w)': w (weights) is quantized twice; an ordering prunes each target at most once and quantizes it at most once")]
    [InlineData("order: Q8(w,f)\n", "order: [Q8(w)]\n", "line 15, column 16: order must be an ordering such as 'float' or 'P0.5(w,f) -> Q8(w,f)'; found a list")]
    [InlineData("- float\n", "- floot\n", "line 14, column 9: ordering 'floot': found 'floot'; allowed: P with a sparsity, Q with bits, or float alone")]
    [InlineData("- float\n", "- Q8(w)\n", "line 14, column 9: 'Q8(w)' has no onsets; allowed: a mapping, '- order: Q8(w)' with 'onsets: [...]' below it, or float alone")]
    [InlineData("- float\n", "- { order: float, onsets: [0 steps] }\n", "line 14, column 33: float has no operator, so it has no onsets; allowed: none")]
    [InlineData("onsets: [3 epochs]", "name: x", "line 15, column 9: the schedule has no 'onsets'; it is required")]
    [InlineData("onsets: [3 epochs]", "onsets: [3]", "line 16, column 18: an onset must be a length of training; found '3'; allowed: a number of epochs, steps or percent of the training, such as '3.5 epochs', '120 steps' or '25%'")]
    [InlineData("onsets: [3 epochs]", "onsets: [1.5 steps]", "line 16, column 18: an onset must be a length of training; found '1.5 steps'; allowed: a number of epochs, steps or percent of the training, such as '3.5 epochs', '120 steps' or '25%'")]
    [InlineData("onsets: [3 epochs]", "onsets: [101%]", "line 16, column 18: an onset must be a length of training; found '101%'; allowed: a number of epochs, steps or percent of the training, such as '3.5 epochs', '120 steps' or '25%'")]
    [InlineData("onsets: [3 epochs]", "onsets: [-3 epochs]", "line 16, column 18: an onset is before step 0; found '-3 epochs'; allowed: 0 or more")]
    [InlineData("onsets: [3 epochs]", "onsets: [3 epochs, 4 epochs]", "line 16, column 17: found 2 onsets, and 'Q8(w,f)' has 1 place; allowed: one onset for each place, those tied by '=' sharing one")]
    [InlineData("onsets: [3 epochs]", "onsets: []", "line 16, column 17: onsets must be a list of at least one onset; found an empty list")]
    [InlineData("[120 steps, 50%]", "[120 steps, 3 epochs]", "line 18, column 29: 'Q8(w,f)' of schedule 'prune first' starts at step 120, not after the place before it at step 120; allowed: later onsets along the order")]
    [InlineData("onsets: [3 epochs]", "onsets: [388 steps]", "line 16, column 18: 'Q8(w,f)' of schedule 'Q8(w,f)' starts at step 388 and would settle at step 400; the last step is 399; allowed: every operator settled by then (start it earlier, shorten its ramp or the feature delay, or train longer)")]
    [InlineData("[120 steps, 50%]", "[340 steps, 350 steps]", "line 18, column 18: 'P0.5(w,f)' of schedule 'prune first' starts at step 340 and would settle at step 400; the last step is 399; allowed: every operator settled by then (start it earlier, shorten its ramp or the feature delay, or train longer)")]
    [InlineData("name: prune first", "name: Q8(w,f)", "line 19, column 15: a second schedule is called 'Q8(w,f)'; allowed: each name once, so give one of them another 'name'")]
    [InlineData("- float\n", "- { order: 'Q8(w,f)', onsets: 120 steps, name: same }\n", "line 15, column 16: schedule 'Q8(w,f)' starts the same operators at the same steps as 'same'; allowed: each schedule once")]
    [InlineData("name: prune first", "name: \"\"", "line 19, column 15: a schedule's name must be 1 to 80 characters on one line; found ''")]
    [InlineData("name: prune first", "nmae: prune first", "line 19, column 9: unknown key 'nmae' in the schedule; did you mean name? allowed: order, onsets, name, preset, orderings")]
    public void Parse_OfOneMistake_TellsPlaceFoundAndAllowed(string original, string replacement, string problem) =>
        Assert.Equal([problem], Changed(original, replacement).Problems.Select(found => found.ToString()));

    [Fact]
    public void Parse_OfLatestOnsets_IsAllowed() =>
        Assert.True(Changed("onsets: [3 epochs]", "onsets: [387 steps]", "[120 steps, 50%]", "[339 steps, 350 steps]").IsValid);

    [Fact]
    public void Parse_OfManyMistakes_TellsThemAllInOrder()
    {
        var result = StudySpecParser.Parse("""
            name: Ö
            sedes: 3
            experiments:
              - name: twice
                dataset: cifar
                samples: { train: ten, validation: 1 }
                network: convnt
                training: { epochs: 0 }
                schedules:
                  - Q8(w
                  - order: P0.5(w)
              - name: twice
                schedules: []
            """);

        Assert.Null(result.Spec);
        Assert.False(result.IsValid);
        string[] expected =
        [
            "1:1 the study has no 'seeds'",
            "1:7 the study's name must be",
            "2:1 unknown key 'sedes' in the study; did you mean seeds?",
            "5:14 unknown dataset 'cifar'",
            "6:14 samples has no 'test'",
            "6:23 train must be",
            "7:14 unknown network 'convnt'; did you mean convnet?",
            "8:25 epochs must be",
            "10:13 ordering 'Q8(w': found the end",
            "11:9 the schedule has no 'onsets'",
            "12:5 the experiment has no 'dataset'",
            "12:5 the experiment has no 'network'",
            "12:5 the experiment has no 'samples'",
            "12:5 the experiment has no 'training'",
            "12:11 a second experiment is named 'twice'",
            "13:16 schedules must be a list of at least one schedule; found an empty list",
        ];
        var found = result.Problems.Select(problem => $"{problem.Line}:{problem.Column} {problem.Message}").ToList();
        Assert.Equal(expected.Length, found.Count);
        Assert.All(expected.Zip(found), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", 1, 1, "empty")]
    [InlineData("# nothing but a comment\n", 2, 1, "empty")]
    [InlineData("name: [1, 2\nseeds: 3\n", 1, 9, "not readable as YAML: after this place")]
    [InlineData("name: a\n\tseeds: 3\n", 1, 7, "not readable as YAML")]
    [InlineData("name: *gone\n", 1, 7, "unknown alias '*gone'")]
    [InlineData("name: a\n---\nname: b\n", 2, 1, "second document")]
    [InlineData("[a]: b\n", 1, 1, "a key is a list or a mapping")]
    public void Parse_OfNoYaml_TellsThePlace(string text, int line, int column, string part)
    {
        var problem = Assert.Single(StudySpecParser.Parse(text).Problems);

        Assert.Contains(part, problem.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (problem.Line, problem.Column));
    }

    [Theory]
    [InlineData("just words")]
    [InlineData("[1, 2]")]
    public void Parse_OfNoMapping_SaysSo(string text) =>
        Assert.StartsWith("the study must be a mapping with the keys name, seeds", Assert.Single(StudySpecParser.Parse(text).Problems).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    public void Parse_OfHostileNesting_IsAProblemAndNoCrash(string level) =>
        Assert.NotEmpty(StudySpecParser.Parse(string.Concat(Enumerable.Repeat(level, 20_000))).Problems);

    [Fact]
    public void Parse_OfDamagedText_NeverThrowsAndAlwaysTellsAPlace() =>
        Gen.Select(Gen.Int[0, Valid.Length - 1], Gen.Int[0, 12], Gen.Char["{}[]:,&*!|>'\"%@#\t\n -0a"].Array[0, 3]).Sample((at, length, inserted) =>
        {
            var end = Math.Min(Valid.Length, at + length);
            var result = StudySpecParser.Parse(string.Concat(Valid[..at], new string(inserted), Valid[end..]));
            Assert.Equal(result.IsValid, result.Problems.IsEmpty);
            Assert.All(result.Problems, problem => Assert.True(problem is { Line: >= 1, Column: >= 1, Message.Length: > 0 }));
        });

    [Fact]
    public void Parse_WithAnotherVocabulary_AllowsItsNamesOnly()
    {
        var vocabulary = Vocabulary.Default with { Networks = ["resnet20"] };

        Assert.True(StudySpecParser.Parse(Valid.Replace("convnet", "resnet20", StringComparison.Ordinal), vocabulary).IsValid);
        Assert.Equal("unknown network 'convnet'; allowed: resnet20", Assert.Single(StudySpecParser.Parse(Valid, vocabulary).Problems).Message);
    }

    [Fact]
    public void Parse_OfDatasetOfAnotherTask_TellsWhichTaskItHas()
    {
        var vocabulary = Vocabulary.Default with { Tasks = [.. Vocabulary.Default.Tasks, Vocabulary.Default.Tasks[0] with { Name = "detection" }] };
        var problem = Assert.Single(StudySpecParser.Parse(Valid.Replace("task: classification", "task: detection", StringComparison.Ordinal), vocabulary).Problems);

        Assert.Equal("line 7, column 11: dataset 'fashion-mnist' is not one for task 'detection'; allowed: classification", problem.ToString());
    }

    private static SpecResult Changed(params string[] pairs)
    {
        var text = Valid;
        foreach (var pair in pairs.Chunk(2))
        {
            Assert.Contains(pair[0], text, StringComparison.Ordinal);
            text = text.Replace(pair[0], pair[1], StringComparison.Ordinal);
        }

        return StudySpecParser.Parse(text);
    }
}
