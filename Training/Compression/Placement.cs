using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Linear = TorchSharp.Modules.Linear;

namespace JointQP.Training.Compression;

/// <summary>A convolution or linear layer, and the module whose output is its feature map.</summary>
/// <param name="Features">The batch norm that follows in registration order before the next such layer, else the layer itself.</param>
internal sealed record WeightLayer(string Name, Module<Tensor, Tensor> Module, NamedModule Features);

internal sealed record NamedModule(string Name, Module<Tensor, Tensor> Module);

/// <summary>Where in a network the operators belong (paper, placement).</summary>
internal static class Placement
{
    /// <summary>The layers with weights in registration order, depth first, each module once.</summary>
    public static IReadOnlyList<WeightLayer> Of(Module network)
    {
        List<WeightLayer> layers = [];
        HashSet<Module> seen = new(ReferenceEqualityComparer.Instance);
        Walk(network, "", layers, seen);
        return layers;
    }

    /// <summary>The places of each layer: where operators act if schedule and settings say so.</summary>
    public static IReadOnlyList<LayerPlaces> PlacesOf(Module network)
    {
        var layers = Of(network);
        return [.. layers.Select((layer, i) => Places(layer, i == 0, i == layers.Count - 1))];
    }

    private static LayerPlaces Places(WeightLayer layer, bool first, bool last)
    {
        SitePlace Place(string module, SiteKind kind, string part) => new(Join(module, part), module, kind, first, last);
        return new(
            layer,
            first ? Place(layer.Name, SiteKind.Input, "") with { Name = "input" } : null,
            Place(layer.Name, SiteKind.Weight, "weight"),
            WeightSwap.HasBias(layer.Module) ? Place(layer.Name, SiteKind.Bias, "bias") : null,
            last ? null : Place(layer.Features.Name, SiteKind.Features, "features"));
    }

    private static string Join(string module, string part) => module.Length == 0 ? part : $"{module}.{part}";

    private static void Walk(Module module, string name, List<WeightLayer> layers, HashSet<Module> seen)
    {
        if (!seen.Add(module))
        {
            return;
        }

        switch (module)
        {
            case Convolution or Linear:
                var layer = (Module<Tensor, Tensor>)module;
                layers.Add(new(name, layer, new(name, layer)));
                break;
            case BatchNorm norm when layers is [.., var last] && last.Features.Module == last.Module:
                layers[^1] = last with { Features = new(name, norm) };
                break;
        }

        foreach (var (child, submodule) in module.named_children())
        {
            Walk(submodule, name.Length == 0 ? child : $"{name}.{child}", layers, seen);
        }
    }
}
