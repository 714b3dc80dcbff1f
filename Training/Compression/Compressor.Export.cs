using System.Collections.Immutable;
using JointQP.Studies.Results;
using JointQP.Training.Checkpoints;
using JointQP.Training.Export;
using static TorchSharp.torch;

namespace JointQP.Training.Compression;

public sealed partial class Compressor
{
    /// <summary>
    /// Writes the network with what is in force for other programs: integers, masks and float tensors as <c>NAME.export.safetensors</c>, what
    /// they mean as <c>NAME.export.json</c> (<see cref="NetworkExport"/> tells the form). Each file appears whole or not at all.
    /// </summary>
    /// <param name="name">Path and name; an ending <c>.safetensors</c> is not repeated. The folder is made when it is missing.</param>
    /// <param name="origin">What to say of where it comes from, or null.</param>
    /// <returns>The paths of both files.</returns>
    /// <exception cref="CheckpointException">It could not be written; nothing of it is left behind.</exception>
    public ExportFiles Export(string name, ExportOrigin? origin = null)
    {
        using var scope = NewDisposeScope();
        var path = Path.GetFullPath(name);
        var folder = Path.GetDirectoryName(path)!;
        var (tensors, description) = NetworkExport.Write(new FolderFiles(folder), Path.GetFileName(path), [Exported("")], _schedule, origin);
        return new ExportFiles(Path.Combine(folder, tensors), Path.Combine(folder, description));
    }

    /// <summary>What is to be exported; the tensors belong to the current dispose scope.</summary>
    /// <param name="network">The network's name in its task, or empty.</param>
    internal ExportedNetwork Exported(string network)
    {
        Settle();
        using var off = no_grad();
        var prefix = network.Length == 0 ? "" : network + "/";
        var reports = Inspect();
        SortedDictionary<string, Tensor> tensors = new(StringComparer.Ordinal);
        Dictionary<Tensor, string> stored = new(ReferenceEqualityComparer.Instance);
        var layers = ImmutableArray.CreateBuilder<ExportedLayer>();

        string? Mask(OperatorSite site) =>
            site.Mask is { } mask && tensors.TryAdd($"{prefix}{site.Name}.mask", OnHost(mask).to(ScalarType.Bool)) ? $"{prefix}{site.Name}.mask" : null;

        ExportedSite Store(OperatorSite site, Tensor held, Tensor effective)
        {
            var name = prefix + site.Name;
            stored[held] = name;
            tensors[name] = site.Grid is { } grid ? OnHost(ExportedNetwork.Integers(effective, grid)) : OnHost(effective);
            return new(reports[site.Name], name, Mask(site), [.. held.shape], ExportedGrid.Of(site.Grid));
        }

        foreach (var layer in _layers)
        {
            var (weight, bias, features) = (layer.Sites.Weight, layer.Sites.Bias, layer.Sites.Features);
            var from = layer.Sites.Input?.Name ?? _probe.InputOf(layer.Layer.Name);
            var input = _sites.FirstOrDefault(site => site.Name == from)?.Grid;
            layers.Add(new(
                layer.Layer.Name,
                layer.Layer.Module.GetType().Name,
                Store(weight, layer.Stored(weight), layer.Effective(weight)),
                bias is null ? null : Store(bias, layer.Stored(bias), layer.Effective(bias)),
                ExportedGrid.Of(input),
                input is null ? null : from,
                features is null ? null : new(reports[features.Name], null, Mask(features), [], ExportedGrid.Of(features.Grid))));
        }

        var aliases = ImmutableArray.CreateBuilder<(string, string)>();
        foreach (var (name, tensor) in _network.state_dict().OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (stored.TryGetValue(tensor, out var same))
            {
                if (same != prefix + name)
                    aliases.Add((prefix + name, same));
            }
            else
            {
                stored[tensor] = prefix + name;
                tensors[prefix + name] = OnHost(tensor);
            }
        }

        return new(network, tensors, layers.ToImmutable(), aliases.ToImmutable(), reports.Layers.Any(NetworkReport.IsUnseen) ? null : reports.Total());
    }

    private static Tensor OnHost(Tensor x) => x.detach().cpu().contiguous();
}
