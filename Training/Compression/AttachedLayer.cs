using JointQP.Training.Operators;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Linear = TorchSharp.Modules.Linear;

namespace JointQP.Training.Compression;

/// <summary>A layer and its sites.</summary>
internal sealed record AttachedLayer(WeightLayer Layer, LayerSites Sites)
{
    /// <summary>Every site in canonical order, with the class of its module.</summary>
    public IEnumerable<(OperatorSite Site, string Type)> All()
    {
        var type = Layer.Module.GetType().Name;
        if (Sites.Input is not null)
            yield return (Sites.Input, type);
        yield return (Sites.Weight, type);
        if (Sites.Bias is not null)
            yield return (Sites.Bias, type);
        if (Sites.Features is not null)
            yield return (Sites.Features, Layer.Features.Module.GetType().Name);
    }

    /// <summary>The sites of parameters.</summary>
    public IEnumerable<OperatorSite> Parameters() => Sites.Bias is null ? [Sites.Weight] : [Sites.Weight, Sites.Bias];

    /// <summary>The stored parameter of a site, while no forward is under way.</summary>
    public Parameter Stored(OperatorSite site) => (Layer.Module, site.Kind) switch
    {
        (Convolution convolution, SiteKind.Bias) => convolution.bias!,
        (Convolution convolution, _) => convolution.weight!,
        (var linear, SiteKind.Bias) => ((Linear)linear).bias!,
        (var linear, _) => ((Linear)linear).weight!,
    };

    /// <summary>The parameter that the layer computes with: a new tensor, or the stored one.</summary>
    public Tensor Effective(OperatorSite site)
    {
        var stored = Stored(site);
        return PruneThenQuantize.Apply(stored, site.Mask?.expand(stored.shape).contiguous(), site.Grid);
    }

    /// <summary>Parameters have their sizes before any forward.</summary>
    public void CountParameters()
    {
        foreach (var site in Parameters())
            site.Elements = Stored(site).numel();
    }
}
