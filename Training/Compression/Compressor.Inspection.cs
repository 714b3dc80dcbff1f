using System.Collections.Immutable;
using System.Numerics;
using JointQP.Studies.Words;
using static TorchSharp.torch;

namespace JointQP.Training.Compression;

public sealed partial class Compressor
{
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

        return new([.. _layers.SelectMany(layer => layer.All().Select(one => Look(layer, one.Site, one.Type)))]);
    }

    /// <summary>
    /// What both orders of each site's operators would have made of its tensor in the steps in which they settled, since this was asked last; ask after
    /// a step. A site gives at most one measurement for each of its operators, and none again.
    /// </summary>
    public ImmutableArray<SiteMeasurement> TakeMeasurements() => [.. _sites.SelectMany(site => site.TakeMeasurements())];

    /// <summary>What the network stores with what is in force, at any moment after the first forward.</summary>
    /// <exception cref="InvalidOperationException">No forward was seen yet, so the sizes of feature maps are unknown.</exception>
    public Footprint Footprint()
    {
        using var scope = NewDisposeScope();
        NetworkReport report = new([.. _layers.SelectMany(layer => layer.All().Select(one => Cost(layer, one.Site, one.Type)))]);
        return report.Layers.FirstOrDefault(NetworkReport.IsUnseen) is { } unseen
            ? throw new InvalidOperationException($"The size of {unseen.Name} is unknown before the first forward through call().")
            : report.Total();
    }

    private LayerReport Look(AttachedLayer layer, OperatorSite site, string type)
    {
        var cost = Cost(layer, site, type);
        if (site.Target == Target.Features)
            return cost with { Error = _probe.Find(site.Name)?.Error };
        using var off = no_grad();
        var (stored, effective) = (layer.Stored(site), layer.Effective(site));
        return cost with
        {
            NonZero = effective.count_nonzero().item<long>(),
            Error = Deviation.Relative(Deviation.Squares(effective - stored), Deviation.Squares(stored)),
        };
    }

    private LayerReport Cost(AttachedLayer layer, OperatorSite site, string type)
    {
        var (elements, kept) = site.Target == Target.Weights ? Count(layer.Stored(site).shape, site.Mask) : Count(_probe.Find(site.Name), site.Mask);
        var (places, marked) = site.Mask is { } mask ? (mask.numel(), mask.count_nonzero().item<long>()) : (0, 0);
        return new(
            site.Name,
            type,
            site.Kind,
            elements,
            kept,
            NonZero: null,
            site.Bits,
            site.Grid?.DecimalBits ?? [],
            Error: null,
            site.Kind == SiteKind.Input ? 0 : site.Bits * kept / 8.0,
            places / 8.0,
            Math.Min(places, marked * (double)PositionBits(places)) / 8.0);
    }

    private static (double Elements, double Kept) Count(FeatureTally? tally, Tensor? mask) => (tally?.Elements ?? 0, tally?.Kept(mask) ?? 0);

    private static (double Elements, double Kept) Count(long[] shape, Tensor? mask)
    {
        var elements = shape.Aggregate(1.0, (product, size) => product * size);
        return (elements, mask is null ? elements : mask.expand(shape).count_nonzero().item<long>());
    }

    // ceil(log2 n): the bits that tell n positions apart.
    private static int PositionBits(long positions) => positions < 2 ? 0 : 64 - BitOperations.LeadingZeroCount((ulong)(positions - 1));
}
