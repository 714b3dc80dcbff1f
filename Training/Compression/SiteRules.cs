using JointQP.Studies.Words;

namespace JointQP.Training.Compression;

/// <summary>
/// Turns a schedule and its settings into what is to happen at each site: the rules of first and last layers (paper, first and last layers), then
/// the overrides, which go before them.
/// </summary>
internal sealed class SiteRules(Schedule schedule, CompressionSettings settings)
{
    /// <summary>The rule of a place; null where there is to be no site: no such place, an input that is not quantized, a bias that stays float.</summary>
    /// <param name="place">The place; null for one that the layer does not have.</param>
    /// <param name="weight">The rule of the layer's weight: a bias is quantized with it.</param>
    public SiteRule? Of(SitePlace? place, SiteRule? weight = null)
    {
        if (place is null)
        {
            return null;
        }

        var own = settings.Layers?.Of(place.Name);
        return place.Kind switch
        {
            SiteKind.Input => Compress(place, own) is { Quantize: not null } input ? input : null,
            SiteKind.Bias => (own?.Bias ?? settings.Bias) is { } bits ? new(null, Strengthen(weight?.Quantize, true, bits)) : null,
            _ => Compress(place, own),
        };
    }

    private SiteRule Compress(SitePlace place, LayerOverride? own)
    {
        var weights = place.Target == Target.Weights;
        var (prune, quantize) = Allowed(place);
        var saturation = own?.Saturation ?? (weights ? settings.WeightSaturation : settings.FeatureSaturation);
        return new(
            place.Kind == SiteKind.Input ? null : Strengthen(schedule.Find(OperatorKind.Prune, place.Target), prune, own?.Prune),
            Strengthen(schedule.Find(OperatorKind.Quantize, place.Target), quantize, own?.Quantize),
            own?.DecimalBits ?? (weights ? settings.WeightDecimalBits : settings.FeatureDecimalBits) ?? DecimalRange.All,
            saturation is { Lower: 0, Upper: 1 } ? null : saturation,
            own?.Masks ?? (weights ? settings.WeightMasks : settings.FeatureMasks) ?? MaskUnit.Element);
    }

    private (bool Prune, bool Quantize) Allowed(SitePlace place)
    {
        if (place.Kind == SiteKind.Input)
        {
            return (false, settings.Input != InputRule.None);
        }

        // A network of one layer keeps both rules.
        LayerRule Rule(bool concerned, LayerRule? rule) => place.Kind == SiteKind.Weight && concerned ? rule ?? LayerRule.Quantize : LayerRule.All;
        LayerRule[] rules = [Rule(place.First, settings.FirstLayer), Rule(place.Last, settings.LastLayer)];
        return (rules.All(rule => rule == LayerRule.All), rules.All(rule => rule != LayerRule.None));
    }

    private static Onset? Strengthen(Onset? onset, bool allowed, double? own) => own switch
    {
        null => allowed ? onset : null,
        0 => null,
        { } strength => onset is null ? null : onset with { Strength = strength },
    };
}
