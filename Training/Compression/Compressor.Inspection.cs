using System.Numerics;
using JointQP.Studies.Words;
using static TorchSharp.torch;

namespace JointQP.Training.Compression;

public sealed partial class Compressor
{
    internal const string InputSite = "input";

    /// <summary>Every site as it is now: bits, decimal bits, sparsity, error, bytes. Print it with <see cref="NetworkReport.ToString"/>.</summary>
    /// <param name="evaluation">
    /// Null: features show no error. Else a forward or several, such as <c>() => network.call(batch)</c>, over which the errors of features are
    /// measured; it runs without gradients in a dispose scope of its own. Each feature map is copied once meanwhile.
    /// </param>
    /// <exception cref="InvalidOperationException">There is an evaluation, and the network is in training mode, where operators may act anew.</exception>
    public NetworkReport Inspect(Action? evaluation = null)
    {
        Settle();
        using var scope = NewDisposeScope();
        if (evaluation is not null)
        {
            if (_network.training)
                throw new InvalidOperationException("The network is in training mode; call its eval() before an evaluation that is to change nothing.");
            using var off = no_grad();
            _probe.Measure(evaluation);
            Settle();
        }

        return new([.. _layers.SelectMany(layer => layer.Sites().Select(site => site.Site.Target == Target.Weights ? OfWeight(layer, site.Kind) : OfFeatures(site.Site, site.Kind)))]);
    }

    /// <summary>What the network stores with what is in force, at any moment after the first forward.</summary>
    /// <exception cref="InvalidOperationException">No forward was seen yet, so the sizes of feature maps are unknown.</exception>
    public Footprint Footprint()
    {
        using var scope = NewDisposeScope();
        NetworkReport report = new([.. _layers.SelectMany(layer => layer.Sites().Select(site => Cost(layer, site.Site, site.Kind)))]);
        return report.Layers.FirstOrDefault(NetworkReport.IsUnseen) is { } unseen
            ? throw new InvalidOperationException($"The size of {unseen.Name} is unknown before the first forward through call().")
            : report.Total();
    }

    private LayerReport OfWeight(AttachedLayer layer, string kind)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var effective = layer.Effective();
        return Cost(layer, layer.Weight, kind) with
        {
            NonZero = effective.count_nonzero().item<long>(),
            Error = Deviation.Relative(Deviation.Squares(effective - layer.Stored), Deviation.Squares(layer.Stored)),
        };
    }

    private LayerReport OfFeatures(OperatorSite site, string kind) => Cost(null, site, kind) with { Error = _probe.Find(site.Name)?.Error };

    private LayerReport Cost(AttachedLayer? layer, OperatorSite site, string kind)
    {
        var tally = _probe.Find(site.Name);
        var (elements, kept) = site.Target == Target.Weights && layer is not null
            ? (layer.Stored.numel(), layer.Stored.numel() - site.Pruned)
            : (tally?.Elements ?? 0, tally?.Kept(site.Mask) ?? 0);
        var stored = site.Name != InputSite;
        var (places, marked) = site.Mask is { } mask ? (mask.numel(), mask.numel() - site.Pruned) : (0, 0);
        return new(
            site.Name,
            kind,
            site.Target,
            elements,
            kept,
            NonZero: null,
            site.Bits,
            site.Grid?.DecimalBits ?? [],
            Error: null,
            stored ? site.Bits * kept / 8.0 : 0,
            places / 8.0,
            Math.Min(places, marked * (double)PositionBits(places)) / 8.0);
    }

    // ceil(log2 n): the bits that tell n positions apart.
    private static int PositionBits(long positions) => positions < 2 ? 0 : 64 - BitOperations.LeadingZeroCount((ulong)(positions - 1));
}
