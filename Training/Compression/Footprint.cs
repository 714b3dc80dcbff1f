namespace JointQP.Training.Compression;

/// <summary>What a network stores: bits times non-zero elements over 8 (paper, performance per memory footprint).</summary>
/// <remarks>
/// Non-zero are the elements that masks keep. One that is kept and happens to round to 0 has its place in the stored tensor all the same, and
/// counts; so the figure is that of the schedule and not of a batch. <see cref="LayerReport.NonZero"/> counts by value.
/// </remarks>
/// <param name="WeightBytes">
/// Bytes of the weights of all convolutions and linear layers, each module once however often it is called; biases and batch norms are not
/// counted.
/// </param>
/// <param name="FeatureBytes">
/// Bytes of the feature maps of one sample, of every such layer but the last, in the last forward that reached it: of a module that is called
/// several times in one forward each of its maps. The network's input is not counted.
/// </param>
/// <param name="MaskBytes">
/// Bytes of the masks, one bit for each element of a tensor that is pruned by elements, or for each channel of one that is pruned by channels;
/// reported beside the others and in neither.
/// </param>
/// <param name="IndexBytes">
/// The least that says which elements are kept: for each mask the smaller of its bits and the positions of what it keeps, ceil(log2 n) bits
/// each of n elements. Beside the others, too.
/// </param>
public sealed record Footprint(double WeightBytes, double FeatureBytes, double MaskBytes, double IndexBytes)
{
    /// <summary>Nothing.</summary>
    public static Footprint None { get; } = new(0, 0, 0, 0);

    /// <summary>Bytes of the biases that the settings quantize, in their step and before; beside the others and in none; 0 where they stay float.</summary>
    public double BiasBytes { get; init; }

    /// <summary>Weights and features together.</summary>
    public double Bytes => WeightBytes + FeatureBytes;

    /// <summary>What two networks store together.</summary>
    public static Footprint operator +(Footprint left, Footprint right) => new(
        left.WeightBytes + right.WeightBytes,
        left.FeatureBytes + right.FeatureBytes,
        left.MaskBytes + right.MaskBytes,
        left.IndexBytes + right.IndexBytes)
    {
        BiasBytes = left.BiasBytes + right.BiasBytes,
    };

    /// <summary>What two networks store together.</summary>
    public static Footprint Add(Footprint left, Footprint right) => left + right;
}
