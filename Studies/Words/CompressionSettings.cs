using System.Text.Json.Serialization;
using Orleans;

namespace JointQP.Studies.Words;

/// <summary>How a schedule's operators act, and on which layers (paper, section 3).</summary>
/// <remarks>What is null is as it always was, and no part of a trial's key: <see cref="TrialKey"/> changes only with what is set.</remarks>
[GenerateSerializer, Immutable, Alias("JointQP.CompressionSettings")]
public sealed record CompressionSettings
{
    /// <summary>How a scaled value becomes an integer.</summary>
    /// <value>Default <see cref="Rounding.Nearest"/>.</value>
    [Id(0)] public Rounding Rounding { get; init; } = Rounding.Nearest;

    /// <summary>What passes backward through quantization.</summary>
    /// <value>Default <see cref="GradientMode.Clip"/>, the paper's.</value>
    [Id(1)] public GradientMode Gradient { get; init; } = GradientMode.Clip;

    /// <summary>Which weights share decimal bits.</summary>
    /// <value>Default <see cref="Granularity.Channel"/>.</value>
    [Id(2)] public Granularity Weights { get; init; } = Granularity.Channel;

    /// <summary>
    /// The window T in samples (not batches) of feature maps that a mask or a search of decimal bits looks at, the last ones up to and in
    /// its step; of a batch that is larger its first T. At least 1.
    /// </summary>
    /// <value>Default 256.</value>
    [Id(3)] public int Window { get; init; } = 256;

    /// <summary>Steps between two masks of a pruning ramp; resolved from the spec's duration. At least 1.</summary>
    /// <value>Default 1.</value>
    [Id(4)] public long RampInterval { get; init; } = 1;

    /// <summary>Masks in a pruning ramp; at least 1.</summary>
    /// <value>Default 4, as the authors publish.</value>
    [Id(5)] public int RampTimes { get; init; } = 4;

    /// <summary>Steps from the quantization of weights to that of features in <c>Q(w,f)</c>; at least 0.</summary>
    /// <value>Default 0.</value>
    [Id(6)] public long FeatureDelay { get; init; }

    /// <summary>The decimal bits that the search for weights may choose.</summary>
    /// <value>Default null: all, [0, 20).</value>
    [Id(7), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DecimalRange? WeightDecimalBits { get; init; }

    /// <summary>The decimal bits that the search for features, the input among them, may choose.</summary>
    /// <value>Default null: all, [0, 20).</value>
    [Id(8), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DecimalRange? FeatureDecimalBits { get; init; }

    /// <summary>The quantiles that weights are clipped to before their search, those of each channel where channels have their own decimal bits.</summary>
    /// <value>Default null: nothing is clipped.</value>
    [Id(9), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Saturation? WeightSaturation { get; init; }

    /// <summary>The quantiles that a window of features is clipped to before its search.</summary>
    /// <value>Default null: nothing is clipped.</value>
    [Id(10), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Saturation? FeatureSaturation { get; init; }

    /// <summary>
    /// Bits of the biases of convolutions and linear layers, in [2, <see cref="MaximumBiasBits"/>], quantized from the step
    /// that quantizes their layer's weights, with one d for each bias vector. Biases are never pruned.
    /// </summary>
    /// <value>Default null: biases stay float.</value>
    [Id(11), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Bias { get; init; }

    /// <summary>What a mask of weights keeps or prunes as one.</summary>
    /// <value>Default null: <see cref="MaskUnit.Element"/>.</value>
    [Id(12), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MaskUnit? WeightMasks { get; init; }

    /// <summary>What a mask of features keeps or prunes as one; only channels suit a network whose feature maps change their size.</summary>
    /// <value>Default null: <see cref="MaskUnit.Element"/>.</value>
    [Id(13), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MaskUnit? FeatureMasks { get; init; }

    /// <summary>What happens to the weights of the first layer.</summary>
    /// <value>Default null: <see cref="LayerRule.Quantize"/>, the paper's.</value>
    [Id(14), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LayerRule? FirstLayer { get; init; }

    /// <summary>What happens to the weights of the last layer; its output, the network's, is never compressed.</summary>
    /// <value>Default null: <see cref="LayerRule.Quantize"/>, the paper's.</value>
    [Id(15), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LayerRule? LastLayer { get; init; }

    /// <summary>What happens to the network's input, with the quantization of features.</summary>
    /// <value>Default null: <see cref="InputRule.Quantize"/>, the paper's.</value>
    [Id(16), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public InputRule? Input { get; init; }

    /// <summary>What single sites do otherwise; it goes before every setting above.</summary>
    /// <value>Default null: nothing.</value>
    [Id(17), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LayerOverrides? Layers { get; init; }

    /// <summary>How many steps a choice by features looks at, its own among them: as many batches as hold the window.</summary>
    /// <param name="batch">Samples in a step; at least 1.</param>
    public int WindowSteps(int batch) => (Window + batch - 1) / batch;

    /// <summary>The most bits of a quantized bias: integers of so many a float32 holds exactly.</summary>
    public const int MaximumBiasBits = 24;
}

/// <summary>How a scaled value becomes an integer.</summary>
public enum Rounding
{
    /// <summary>To the nearest integer, halves to the even one.</summary>
    Nearest,

    /// <summary>Towards minus infinity: the paper's brackets.</summary>
    Floor,

    /// <summary>Towards zero: the authors' code.</summary>
    Truncate,
}

/// <summary>The straight-through gradient of quantization with N bits and d decimal bits.</summary>
public enum GradientMode
{
    /// <summary>The incoming gradient clipped to [-2^(N-d-1), 2^(N-d-1) - 2^-d] (paper).</summary>
    Clip,

    /// <summary>The incoming gradient where the input is inside that range, 0 outside.</summary>
    Mask,

    /// <summary>The incoming gradient as it is.</summary>
    Pass,
}

/// <summary>Which elements of a weight share decimal bits.</summary>
public enum Granularity
{
    /// <summary>Those of one output channel.</summary>
    Channel,

    /// <summary>All.</summary>
    Tensor,
}

/// <summary>What a mask keeps or prunes as one.</summary>
public enum MaskUnit
{
    /// <summary>Each element by itself (paper, unstructured magnitude pruning).</summary>
    Element,

    /// <summary>
    /// All elements of a channel, by the mean of their magnitudes: of features a channel of the map, whatever its size (paper, variable sizes); of
    /// weights an output channel.
    /// </summary>
    Channel,
}

/// <summary>Which of the schedule's operators act on the weights of the first or the last layer.</summary>
public enum LayerRule
{
    /// <summary>Quantization, but no pruning.</summary>
    Quantize,

    /// <summary>All, as in any other layer.</summary>
    All,

    /// <summary>None.</summary>
    None,
}

/// <summary>Whether quantization of features begins with the network's input.</summary>
public enum InputRule
{
    /// <summary>It does.</summary>
    Quantize,

    /// <summary>The input stays as it comes.</summary>
    None,
}
