using JointQP.Studies.Words;
using static TorchSharp.torch;

namespace JointQP.Training.Compression;

/// <summary>What does not change about a site.</summary>
/// <param name="ChannelAxis">The output channels' axis of a weight.</param>
/// <param name="Batch">Samples in a training step: how many steps a window spans.</param>
internal sealed record SiteSettings(
    string Name,
    string Module,
    Target Target,
    int ChannelAxis,
    int Batch,
    CompressionSettings Compression,
    Device Device,
    ScalarType Type);
