using System.Text.Json;
using JointQP.Studies.Words;

namespace JointQP.Tests.Unit.Studies.Words;

public sealed class TrialKeyTests
{
    private static readonly TrialSpec Spec = new()
    {
        Task = "classification",
        Dataset = "fashion-mnist",
        Samples = new SampleCounts(8000, 1000, 10000),
        Network = "convnet",
        Training = new TrainingSettings { Epochs = 6 },
        Compression = new CompressionSettings { RampInterval = 31, FeatureDelay = 31 },
        Schedule = new Schedule(
            "P0.5(w) -> Q8(w)",
            [new Onset(OperatorKind.Prune, Target.Weights, 0.5, 62, 31, 4), new Onset(OperatorKind.Quantize, Target.Weights, 8, 279)]),
        Seed = 1,
    };

    private static readonly LayerOverride Layer = new() { Match = "conv2.weight" };

    /// <summary>Every setting that may be left out, set in every way that differs, none of them to what it is when left out.</summary>
    private static readonly Func<CompressionSettings, CompressionSettings>[] Optional =
    [
        c => c with { WeightDecimalBits = new(1, 20) },
        c => c with { WeightDecimalBits = new(0, 19) },
        c => c with { FeatureDecimalBits = new(1, 20) },
        c => c with { WeightSaturation = new(0.1, 1) },
        c => c with { WeightSaturation = new(0, 0.9) },
        c => c with { FeatureSaturation = new(0.1, 1) },
        c => c with { Bias = 20 },
        c => c with { Bias = 24 },
        c => c with { WeightMasks = MaskUnit.Channel },
        c => c with { FeatureMasks = MaskUnit.Channel },
        c => c with { FirstLayer = LayerRule.All },
        c => c with { FirstLayer = LayerRule.None },
        c => c with { LastLayer = LayerRule.All },
        c => c with { LastLayer = LayerRule.None },
        c => c with { Input = InputRule.None },
        .. new[]
        {
            Layer with { Prune = 0 },
            Layer with { Prune = 0.3 },
            Layer with { Quantize = 0 },
            Layer with { Quantize = 4 },
            Layer with { Bias = 0 },
            Layer with { Bias = 4 },
            Layer with { DecimalBits = new(1, 20) },
            Layer with { Saturation = new(0, 1) },
            Layer with { Masks = MaskUnit.Element },
            Layer with { Masks = MaskUnit.Channel },
            Layer with { Match = "*", Prune = 0.3 },
        }.Select(layer => (Func<CompressionSettings, CompressionSettings>)(c => c with { Layers = new(layer) })),
        c => c with { Layers = new(Layer with { Prune = 0.3 }, Layer with { Prune = 0.4 }) },
        c => c with { Layers = new(Layer with { Prune = 0.4 }, Layer with { Prune = 0.3 }) },
    ];

    // A key that drifts makes finished trials unknown. Change it only together with what a result means.
    [Fact]
    public void Of_ThisSpec_IsThisKey() => Assert.Equal("33db1245adc1de77f686905e76d742820c57457631149397d2853c766af4a7d7", TrialKey.Of(Spec));

    [Fact]
    public void Of_EqualSpecs_IsEqual()
    {
        var copy = Spec with { Schedule = new Schedule(Spec.Schedule.Ordering, [.. Spec.Schedule.Onsets]) };

        Assert.Equal(Spec, copy);
        Assert.Equal(Spec.GetHashCode(), copy.GetHashCode());
        Assert.Equal(TrialKey.Of(Spec), TrialKey.Of(copy));
    }

    [Fact]
    public void Of_SpecsThatDifferAnywhere_Differs()
    {
        var onset = Spec.Schedule.Onsets[0];
        TrialSpec[] all =
        [
            Spec,
            Spec with { Task = "detection" },
            Spec with { Dataset = "mnist" },
            Spec with { Network = "mlp" },
            Spec with { Seed = 2 },
            Spec with { Samples = Spec.Samples with { Train = 8001 } },
            Spec with { Samples = Spec.Samples with { Validation = 999 } },
            Spec with { Samples = Spec.Samples with { Test = 9999 } },
            Spec with { Training = Spec.Training with { Epochs = 7 } },
            Spec with { Training = Spec.Training with { Batch = 127 } },
            Spec with { Training = Spec.Training with { Optimizer = OptimizerKind.Adam } },
            Spec with { Training = Spec.Training with { Rate = Math.BitIncrement(Spec.Training.Rate) } },
            Spec with { Training = Spec.Training with { Momentum = 0 } },
            Spec with { Training = Spec.Training with { WeightDecay = 0 } },
            Spec with { Training = Spec.Training with { Optimizer = OptimizerKind.Adadelta } },
            Spec with { Training = Spec.Training with { Decay = RateDecay.Constant } },
            Spec with { Training = Spec.Training with { Decay = RateDecay.Linear } },
            Spec with { Training = Spec.Training with { Decay = RateDecay.Linear, DecayFrom = 10 } },
            Spec with { Training = Spec.Training with { Decay = RateDecay.Step, DecayFactor = 0.5, DecayEvery = 10 } },
            Spec with { Training = Spec.Training with { Decay = RateDecay.Step, DecayFactor = 0.7, DecayEvery = 10 } },
            Spec with { Training = Spec.Training with { Decay = RateDecay.Step, DecayFactor = 0.5, DecayEvery = 11 } },
            Spec with { Compression = Spec.Compression with { Rounding = Rounding.Floor } },
            Spec with { Compression = Spec.Compression with { Gradient = GradientMode.Pass } },
            Spec with { Compression = Spec.Compression with { Weights = Granularity.Tensor } },
            Spec with { Compression = Spec.Compression with { Window = 1 } },
            Spec with { Compression = Spec.Compression with { RampInterval = 1 } },
            Spec with { Compression = Spec.Compression with { RampTimes = 1 } },
            Spec with { Compression = Spec.Compression with { FeatureDelay = 0 } },
            Spec with { Plugin = new PluginRef(new string('a', 64)) },
            Spec with { Plugin = new PluginRef(new string('b', 64)) },
            Spec with { InitialWeights = new WeightsRef(new string('a', 64)) },
            Spec with { InitialWeights = new WeightsRef(new string('b', 64)) },
            Spec with { Metric = new JointQP.Studies.Analysis.VerdictMetric("test/mse", HigherIsBetter: false, IsFraction: false) },
            Spec with { Schedule = Schedule.Float },
            .. Optional.Select(set => Spec with { Compression = set(Spec.Compression) }),
            .. new[]
            {
                onset with { Kind = OperatorKind.Quantize },
                onset with { Target = Target.Features },
                onset with { Strength = 0.6 },
                onset with { Start = 63 },
                onset with { Interval = 30 },
                onset with { Times = 3 },
            }.Select(changed => Spec with { Schedule = Spec.Schedule with { Onsets = Spec.Schedule.Onsets.SetItem(0, changed) } }),
        ];

        Assert.Equal(all.Length, all.Select(TrialKey.Of).Distinct().Count());
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public void Spec_AsJson_HoldsNothingDerived()
    {
        var json = JsonSerializer.Serialize(Spec);

        Assert.All(["StepsPerEpoch", "TotalSteps", "Events", "Settled"], name => Assert.DoesNotContain(name, json, StringComparison.Ordinal));
        Assert.Equal(Spec, JsonSerializer.Deserialize<TrialSpec>(json));
    }

    // Settings that were added later must not show while they are unset: trials that were trained before would have other keys.
    [Fact]
    public void Compression_AsJson_HoldsOptionalSettingsOnlyWhenSet()
    {
        string[] always = ["Rounding", "Gradient", "Weights", "Window", "RampInterval", "RampTimes", "FeatureDelay"];
        Assert.Equal(always, Properties(new CompressionSettings()));
        Assert.Equal(["Match"], Properties(Layer));
        var optional = typeof(CompressionSettings).GetProperties().Select(property => property.Name).Except([.. always, "EqualityContract"]).ToHashSet();
        Assert.Equal(optional, Optional.SelectMany(set => Properties(set(new CompressionSettings()))).Except(always).ToHashSet());
    }

    [Fact]
    public void Spec_WithEachOptionalSetting_IsTheSameReadFromJson() =>
        Assert.All(Optional, set =>
        {
            var spec = Spec with { Compression = set(Spec.Compression) };
            var read = JsonSerializer.Deserialize<TrialSpec>(JsonSerializer.Serialize(spec))!;
            Assert.Equal(spec, read);
            Assert.Equal(spec.GetHashCode(), read.GetHashCode());
        });

    private static IEnumerable<string> Properties<T>(T value) => JsonSerializer.SerializeToElement(value).EnumerateObject().Select(property => property.Name);
}
