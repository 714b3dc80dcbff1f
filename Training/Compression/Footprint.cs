namespace JointQP.Training.Compression;

/// <summary>What a network stores: bits times elements that are not pruned over 8 (paper, performance per memory footprint).</summary>
/// <param name="WeightBytes">Bytes of the weights of all convolutions and linear layers; biases and batch norms are not counted.</param>
/// <param name="FeatureBytes">Bytes of the feature maps of one sample, as last seen, of every such layer but the last.</param>
/// <param name="MaskBytes">
/// Bytes of the masks, one bit for each element of a tensor that is pruned by elements, or for each channel of one that is pruned by channels;
/// reported beside the others and in neither.
/// </param>
public sealed record Footprint(double WeightBytes, double FeatureBytes, double MaskBytes)
{
    /// <summary>Bytes of the biases that the settings quantize, in their step and before; beside the others and in none; 0 where they stay float.</summary>
    public double BiasBytes { get; init; }
}
