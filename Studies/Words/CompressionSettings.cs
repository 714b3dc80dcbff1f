using Orleans;

namespace JointQP.Studies.Words;

/// <summary>How a schedule's operators act (paper, section 3).</summary>
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
