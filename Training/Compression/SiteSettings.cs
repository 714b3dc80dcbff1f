using JointQP.Studies.Words;
using static TorchSharp.torch;

namespace JointQP.Training.Compression;

/// <summary>What does not change about a site.</summary>
/// <param name="ChannelAxis">The output channels' axis of a weight.</param>
/// <param name="Batch">Samples in a training step: how many steps a window spans.</param>
internal sealed record SiteSettings(
    string Name,
    string Module,
    SiteKind Kind,
    int ChannelAxis,
    int Batch,
    CompressionSettings Compression,
    Device Device,
    ScalarType Type)
{
    /// <summary>Whether the tensor is a batch of feature maps; else it is a parameter.</summary>
    public bool IsFeatures => Kind is SiteKind.Input or SiteKind.Features;

    /// <summary>The axis of the channels that a mask may keep or prune as one, in a weight or in the map of one sample.</summary>
    public int MaskAxis => IsFeatures ? 0 : ChannelAxis;
}
