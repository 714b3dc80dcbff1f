using System.Text.Json.Serialization;
using JointQP.Studies.Analysis;
using Orleans;

namespace JointQP.Studies.Words;

/// <summary>Everything that decides a trial's result besides the numeric fingerprint of the machine.</summary>
/// <remarks><see cref="TrialKey"/> turns it into a trial key; what is not in here must not change a bit of the result.</remarks>
[GenerateSerializer, Immutable, Alias("JointQP.TrialSpec")]
public sealed record TrialSpec
{
    /// <summary>The kind of problem, such as <c>classification</c>.</summary>
    [Id(0)] public required string Task { get; init; }

    /// <summary>The data set, such as <c>fashion-mnist</c>.</summary>
    [Id(1)] public required string Dataset { get; init; }

    /// <summary>How many samples each split holds.</summary>
    [Id(2)] public required SampleCounts Samples { get; init; }

    /// <summary>The network, such as <c>convnet</c>.</summary>
    [Id(3)] public required string Network { get; init; }

    /// <summary>Optimizer, batch size and length.</summary>
    [Id(4)] public required TrainingSettings Training { get; init; }

    /// <summary>How the operators of the schedule act.</summary>
    [Id(5)] public required CompressionSettings Compression { get; init; }

    /// <summary>Which operators start when.</summary>
    [Id(6)] public required Schedule Schedule { get; init; }

    /// <summary>The seed of initial weights, data order, augmentation and dropout.</summary>
    [Id(7)] public required long Seed { get; init; }

    /// <summary>The plug-in that its task, data set or network is from; null when all are JointQP's own.</summary>
    [Id(8), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PluginRef? Plugin { get; init; }

    /// <summary>The weights that training starts from; null for initial weights from the seed.</summary>
    [Id(9), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WeightsRef? InitialWeights { get; init; }

    /// <summary>What verdicts compare when the task is a plug-in's; null for JointQP's own tasks.</summary>
    [Id(10), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VerdictMetric? Metric { get; init; }

    /// <summary>Steps in one epoch: whole batches only, the rest of an epoch's shuffled data is left out.</summary>
    [JsonIgnore]
    public long StepsPerEpoch => Samples.Train / Training.Batch;

    /// <summary>Steps in the whole training.</summary>
    [JsonIgnore]
    public long TotalSteps => StepsPerEpoch * Training.Epochs;
}

/// <summary>A plug-in by its content; where the file lay is no part of a trial.</summary>
/// <param name="Hash">Of all its assemblies (<see cref="Files.PluginManifest"/>).</param>
[GenerateSerializer, Immutable, Alias("JointQP.PluginRef")]
public sealed record PluginRef([property: Id(0)] string Hash);

/// <summary>Weights by their content; where the file lay is no part of a trial.</summary>
/// <param name="Hash">SHA-256 of the file, 64 lower-case hexadecimal digits.</param>
[GenerateSerializer, Immutable, Alias("JointQP.WeightsRef")]
public sealed record WeightsRef([property: Id(0)] string Hash);

/// <summary>How many samples each split holds, taken from the data set by a rule that does not depend on the seed.</summary>
/// <param name="Train">Training samples, at least one batch.</param>
/// <param name="Validation">Validation samples: what stoppers and searches see; at least 1.</param>
/// <param name="Test">Test samples: what verdicts see; at least 1.</param>
[GenerateSerializer, Immutable, Alias("JointQP.SampleCounts")]
public sealed record SampleCounts([property: Id(0)] int Train, [property: Id(1)] int Validation, [property: Id(2)] int Test);

/// <summary>Optimizer, batch size and length of a training.</summary>
[GenerateSerializer, Immutable, Alias("JointQP.TrainingSettings")]
public sealed record TrainingSettings
{
    /// <summary>Passes over the training split; at least 1.</summary>
    [Id(0)] public required int Epochs { get; init; }

    /// <summary>Samples in a step.</summary>
    /// <value>Default 128.</value>
    [Id(1)] public int Batch { get; init; } = 128;

    /// <summary>The optimizer.</summary>
    /// <value>Default <see cref="OptimizerKind.Sgd"/>.</value>
    [Id(2)] public OptimizerKind Optimizer { get; init; } = OptimizerKind.Sgd;

    /// <summary>The learning rate at step 0.</summary>
    /// <value>Default 0.05; a spec that says nothing gives Adadelta 1.</value>
    [Id(3)] public double Rate { get; init; } = 0.05;

    /// <summary>SGD's momentum in [0, 1).</summary>
    /// <value>Default 0.9.</value>
    [Id(4)] public double Momentum { get; init; } = 0.9;

    /// <summary>L2 weight decay, at least 0.</summary>
    /// <value>Default 0.0005.</value>
    [Id(5)] public double WeightDecay { get; init; } = 0.0005;

    /// <summary>How the learning rate falls over the training.</summary>
    /// <value>Default <see cref="RateDecay.Cosine"/>.</value>
    [Id(6)] public RateDecay Decay { get; init; } = RateDecay.Cosine;

    /// <summary>What <see cref="RateDecay.Step"/> multiplies the rate by, in (0, 1]; null for the other decays.</summary>
    [Id(7), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? DecayFactor { get; init; }

    /// <summary>After how many steps <see cref="RateDecay.Step"/> multiplies it again, at least 1; null for the other decays.</summary>
    [Id(8), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? DecayEvery { get; init; }

    /// <summary>The step until which <see cref="RateDecay.Linear"/> keeps the initial rate; null: it falls from the start, or is another decay.</summary>
    [Id(9), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? DecayFrom { get; init; }
}

/// <summary>Optimizers.</summary>
public enum OptimizerKind
{
    /// <summary>Stochastic gradient descent with momentum.</summary>
    Sgd,

    /// <summary>Adam with betas 0.9 and 0.999.</summary>
    Adam,

    /// <summary>Adadelta with rho 0.9 and epsilon 1e-6; its own rate is 1.</summary>
    Adadelta,
}

/// <summary>How the learning rate falls.</summary>
public enum RateDecay
{
    /// <summary>Half a cosine from the initial rate at step 0 to 0 at the end, set anew every step.</summary>
    Cosine,

    /// <summary>The initial rate throughout.</summary>
    Constant,

    /// <summary>A straight line from the initial rate, at step 0 or at <see cref="TrainingSettings.DecayFrom"/>, to 0 at the end, set anew every step.</summary>
    Linear,

    /// <summary>The initial rate, multiplied by <see cref="TrainingSettings.DecayFactor"/> after each <see cref="TrainingSettings.DecayEvery"/> steps.</summary>
    Step,
}
