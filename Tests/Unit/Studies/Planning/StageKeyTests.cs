using JointQP.Studies.Analysis;
using JointQP.Studies.Planning;
using JointQP.Studies.Words;
using static JointQP.Studies.Words.OperatorKind;
using static JointQP.Studies.Words.Target;

namespace JointQP.Tests.Unit.Studies.Planning;

public sealed class StageKeyTests
{
    private const long End = 40;
    private static readonly TrialSpec Trial = Of(AnyStudy.Starts((Prune, Weights, 10), (Quantize, Weights, 20), (Quantize, Features, 30)));

    /// <summary>One change of everything that can change a bit, by the step before which it must be told apart.</summary>
    public static TheoryData<string, long> Changes { get; } = new()
    {
        { "task", 0 },
        { "dataset", 0 },
        { "train samples", 0 },
        { "validation samples", 0 },
        { "test samples", 0 },
        { "network", 0 },
        { "epochs", 0 },
        { "batch", 0 },
        { "optimizer", 0 },
        { "rate", 0 },
        { "momentum", 0 },
        { "weight decay", 0 },
        { "decay", 0 },
        { "decay factor", 0 },
        { "decay every", 0 },
        { "decay from", 0 },
        { "seed", 0 },
        { "plugin", 0 },
        { "initial weights", 0 },
        { "rounding", 10 },
        { "gradient", 10 },
        { "granularity", 10 },
        { "window", 10 },
        { "weights' decimal bits", 10 },
        { "features' decimal bits", 10 },
        { "weights' saturation", 10 },
        { "features' saturation", 10 },
        { "bias", 10 },
        { "weights' masks", 10 },
        { "features' masks", 10 },
        { "first layer", 10 },
        { "last layer", 10 },
        { "input", 10 },
        { "overrides", 10 },
        { "sparsity", 10 },
        { "ramp interval", 10 },
        { "ramp times", 10 },
        { "start of pruning", 9 },
        { "bits of weights", 20 },
        { "start of quantization", 18 },
        { "bits of features", 30 },
        { "no features", 30 },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Of_OneThingChanged_DiffersAsSoonAsItActs(string change, long before)
    {
        var other = Changed(change);
        Assert.NotEqual(TrialKey.Of(Trial), TrialKey.Of(other));
        for (var step = 0L; step <= End; step++)
            Assert.Equal(before > 0 && step <= before, StageKey.Of(Trial, step) == StageKey.Of(other, step));
    }

    [Fact]
    public void Changes_AreOfEveryMember()
    {
        // A member that is added is either in the list or named here, because it changes no bit before it acts, or none at all.
        string[] names = [nameof(TrialSpec.Task), nameof(TrialSpec.Dataset), nameof(TrialSpec.Samples), nameof(TrialSpec.Network), nameof(TrialSpec.Training),
            nameof(TrialSpec.Compression), nameof(TrialSpec.Schedule), nameof(TrialSpec.Seed), nameof(TrialSpec.Plugin), nameof(TrialSpec.InitialWeights),
            nameof(TrialSpec.Metric), nameof(TrialSpec.StepsPerEpoch), nameof(TrialSpec.TotalSteps)];
        Assert.Equal(names.Order(), typeof(TrialSpec).GetProperties().Where(p => p.GetMethod!.IsPublic).Select(p => p.Name).Order());
        Assert.Equal(10, typeof(TrainingSettings).GetProperties().Count(p => p.GetMethod!.IsPublic));
        Assert.Equal(18, typeof(CompressionSettings).GetProperties().Count(p => p.GetMethod!.IsPublic));
    }

    [Fact]
    public void Of_NamesAndDurationsThatOnsetsAlreadyHold_AreNoPartOfIt()
    {
        var other = Trial with
        {
            Schedule = Trial.Schedule with { Ordering = "as it was written elsewhere" },
            Compression = Trial.Compression with { RampInterval = 7, RampTimes = 2, FeatureDelay = 3 },
            Metric = new VerdictMetric("test/loss", HigherIsBetter: false, IsFraction: false),
        };
        Assert.Equal(StageKey.Of(Trial, End), StageKey.Of(other, End));
    }

    [Theory]
    [InlineData(4, 30)]
    [InlineData(5, 29)]
    [InlineData(8, 29)]
    [InlineData(9, 28)]
    public void Of_OperatorOnFeatures_ActsFromTheFirstStepOfItsWindow(int window, long first)
    {
        TrialSpec With(int bits) => Trial with
        {
            Compression = Trial.Compression with { Window = window },
            Schedule = new("any", [new Onset(Quantize, Features, bits, 30)]),
        };
        Assert.Equal(StageKey.Of(With(4), first), StageKey.Of(With(8), first));
        Assert.NotEqual(StageKey.Of(With(4), first + 1), StageKey.Of(With(8), first + 1));
    }

    private static TrialSpec Of(Schedule schedule) =>
        AnyStudy.Of("e", 4, 4, "convnet", [schedule]) is var experiment ? experiment.TrialOf(experiment.Schedules[0], 1) : null!;

    private static TrialSpec Changed(string change)
    {
        TrialSpec Training(Func<TrainingSettings, TrainingSettings> with) => Trial with { Training = with(Trial.Training) };
        TrialSpec Settings(Func<CompressionSettings, CompressionSettings> with) => Trial with { Compression = with(Trial.Compression) };
        TrialSpec At(int onset, Func<Onset, Onset> with) =>
            Trial with { Schedule = Trial.Schedule with { Onsets = Trial.Schedule.Onsets.SetItem(onset, with(Trial.Schedule.Onsets[onset])) } };
        return change switch
        {
            "task" => Trial with { Task = "other" },
            "dataset" => Trial with { Dataset = "mnist" },
            "train samples" => Trial with { Samples = Trial.Samples with { Train = 44 } },
            "validation samples" => Trial with { Samples = Trial.Samples with { Validation = 2 } },
            "test samples" => Trial with { Samples = Trial.Samples with { Test = 2 } },
            "network" => Trial with { Network = "mnist-net" },
            "epochs" => Training(t => t with { Epochs = 5 }),
            "batch" => Training(t => t with { Batch = 5 }),
            "optimizer" => Training(t => t with { Optimizer = OptimizerKind.Adam }),
            "rate" => Training(t => t with { Rate = 0.1 }),
            "momentum" => Training(t => t with { Momentum = 0.8 }),
            "weight decay" => Training(t => t with { WeightDecay = 0 }),
            "decay" => Training(t => t with { Decay = RateDecay.Constant }),
            "decay factor" => Training(t => t with { DecayFactor = 0.7 }),
            "decay every" => Training(t => t with { DecayEvery = 7 }),
            "decay from" => Training(t => t with { DecayFrom = 7 }),
            "seed" => Trial with { Seed = 2 },
            "plugin" => Trial with { Plugin = new("ab") },
            "initial weights" => Trial with { InitialWeights = new("ab") },
            "rounding" => Settings(c => c with { Rounding = Rounding.Floor }),
            "gradient" => Settings(c => c with { Gradient = GradientMode.Pass }),
            "granularity" => Settings(c => c with { Weights = Granularity.Tensor }),
            "window" => Settings(c => c with { Window = 3 }),
            "weights' decimal bits" => Settings(c => c with { WeightDecimalBits = new(1, 4) }),
            "features' decimal bits" => Settings(c => c with { FeatureDecimalBits = new(1, 4) }),
            "weights' saturation" => Settings(c => c with { WeightSaturation = new(0.1, 0.9) }),
            "features' saturation" => Settings(c => c with { FeatureSaturation = new(0.1, 0.9) }),
            "bias" => Settings(c => c with { Bias = 8 }),
            "weights' masks" => Settings(c => c with { WeightMasks = MaskUnit.Channel }),
            "features' masks" => Settings(c => c with { FeatureMasks = MaskUnit.Channel }),
            "first layer" => Settings(c => c with { FirstLayer = LayerRule.All }),
            "last layer" => Settings(c => c with { LastLayer = LayerRule.All }),
            "input" => Settings(c => c with { Input = InputRule.None }),
            "overrides" => Settings(c => c with { Layers = new([new LayerOverride { Match = "fc*", Quantize = 4 }]) }),
            "sparsity" => At(0, o => o with { Strength = 0.25 }),
            "ramp interval" => At(0, o => o with { Interval = 2 }),
            "ramp times" => At(0, o => o with { Times = 3 }),
            "start of pruning" => At(0, o => o with { Start = 9 }),
            "bits of weights" => At(1, o => o with { Strength = 4 }),
            "start of quantization" => At(1, o => o with { Start = 18 }),
            "bits of features" => At(2, o => o with { Strength = 4 }),
            "no features" => Trial with { Schedule = Trial.Schedule with { Onsets = Trial.Schedule.Onsets[..2] } },
            _ => throw new ArgumentException(change, nameof(change)),
        };
    }
}
