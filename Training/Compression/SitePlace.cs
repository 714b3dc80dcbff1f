using JointQP.Studies.Words;

namespace JointQP.Training.Compression;

/// <summary>A place in a network where operators could act.</summary>
/// <param name="First">Whether it belongs to the network's first layer with weights.</param>
/// <param name="Last">Whether it belongs to the last.</param>
internal sealed record SitePlace(string Name, string Module, SiteKind Kind, bool First, bool Last)
{
    /// <summary>The target of a schedule that its operators come from: a bias goes with its weight, the input with the features.</summary>
    public Target Target => Kind is SiteKind.Weight or SiteKind.Bias ? Target.Weights : Target.Features;
}

/// <summary>The places of one layer.</summary>
/// <param name="Input">The network's input; only the first layer has it.</param>
/// <param name="Bias">Null for a layer without.</param>
/// <param name="Features">Null for the last layer: the network's output is never compressed.</param>
internal sealed record LayerPlaces(WeightLayer Layer, SitePlace? Input, SitePlace Weight, SitePlace? Bias, SitePlace? Features)
{
    public IEnumerable<SitePlace> All => new[] { Input, Weight, Bias, Features }.OfType<SitePlace>();
}
