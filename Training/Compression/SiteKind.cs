namespace JointQP.Training.Compression;

/// <summary>What a site's tensor is to its layer.</summary>
public enum SiteKind
{
    /// <summary>The network's input, before its first layer.</summary>
    Input,

    /// <summary>A layer's weight.</summary>
    Weight,

    /// <summary>A layer's bias: one value for each output channel; quantized at most, never pruned.</summary>
    Bias,

    /// <summary>A layer's feature map.</summary>
    Features,
}
