using JointQP.Studies.Spec.Yaml;
using JointQP.Studies.Words;

namespace JointQP.Studies.Spec;

/// <summary>
/// How the operators of one experiment act. A default that is written out is the same as none, so that it gives the same trials: what may be null
/// in <see cref="CompressionSettings"/> is null then.
/// </summary>
internal sealed class CompressionReader(SpecReader reader, TrainingClock? clock)
{
    private static readonly string[] Keys =
    [
        "rounding", "gradient", "weights", "window", "ramp", "feature-delay", "decimal-bits", "saturate", "bias", "masks",
        "first-layer", "last-layer", "input", "layers",
    ];

    private readonly LayerReader _values = new(reader);

    public CompressionSettings Read(SpecNode? node)
    {
        var defaults = new CompressionSettings { RampInterval = TrainingClock.StepsOr(1, clock, TrainingClock.DefaultRampInterval) };
        if (node is null || reader.Mapping(node, "compression", Keys) is not { } compression)
            return defaults;
        var decimalBits = ReadTargets(compression.Optional("decimal-bits"), "decimal-bits", _values.Range);
        var saturation = ReadTargets(compression.Optional("saturate"), "saturate", _values.Quantiles);
        var masks = ReadTargets(compression.Optional("masks"), "masks", (unit, what) => Choice(unit, what, MaskUnit.Element));
        var settings = defaults with
        {
            Rounding = reader.Choice<Rounding>(compression.Optional("rounding"), "rounding") ?? defaults.Rounding,
            Gradient = reader.Choice<GradientMode>(compression.Optional("gradient"), "gradient") ?? defaults.Gradient,
            Weights = reader.Choice<Granularity>(compression.Optional("weights"), "weights") ?? defaults.Weights,
            Window = reader.Count(compression.Optional("window"), "window", 1, SpecReader.Many) ?? defaults.Window,
            FeatureDelay = TrainingClock.StepsOr(0, clock, reader.Duration(compression.Optional("feature-delay"), "feature-delay")),
            WeightDecimalBits = Unless(DecimalRange.All, decimalBits.Weights),
            FeatureDecimalBits = Unless(DecimalRange.All, decimalBits.Features),
            WeightSaturation = Unless(LayerReader.NoSaturation, saturation.Weights),
            FeatureSaturation = Unless(LayerReader.NoSaturation, saturation.Features),
            Bias = _values.BiasBits(compression.Optional("bias"), "bias") is { } bits and not 0 ? bits : null,
            WeightMasks = masks.Weights,
            FeatureMasks = masks.Features,
            FirstLayer = Choice(compression.Optional("first-layer"), "first-layer", LayerRule.Quantize),
            LastLayer = Choice(compression.Optional("last-layer"), "last-layer", LayerRule.Quantize),
            Input = Choice(compression.Optional("input"), "input", InputRule.Quantize),
            Layers = _values.ReadAll(compression.Optional("layers")),
        };
        return compression.Optional("ramp") is { } ramp ? ReadRamp(ramp, settings) : settings;
    }

    private CompressionSettings ReadRamp(SpecNode node, CompressionSettings settings)
    {
        if (reader.Mapping(node, "ramp", "every", "times") is not { } ramp)
            return settings;
        var every = reader.Duration(ramp.Optional("every"), "every");
        var interval = TrainingClock.StepsOr(1, clock, every ?? TrainingClock.DefaultRampInterval);
        if (every is not null && interval < 1)
            reader.Problem(ramp.Optional("every")!, $"every is {interval} steps; allowed: at least 1 step between two masks");
        return settings with
        {
            RampInterval = Math.Max(1, interval),
            RampTimes = reader.Count(ramp.Optional("times"), "times", 1, 1000) ?? settings.RampTimes,
        };
    }

    /// <summary>A value for weights and one for features, each of which may be left out.</summary>
    private (T? Weights, T? Features) ReadTargets<T>(SpecNode? node, string what, Func<SpecNode?, string, T?> read) =>
        node is null || reader.Mapping(node, what, "weights", "features") is not { } targets
            ? default
            : (read(targets.Optional("weights"), $"{what} of weights"), read(targets.Optional("features"), $"{what} of features"));

    private T? Choice<T>(SpecNode? node, string what, T normal)
        where T : struct, Enum =>
        reader.Choice<T>(node, what) is { } word && !word.Equals(normal) ? word : null;

    private static T? Unless<T>(T normal, T? found)
        where T : class => normal.Equals(found) ? null : found;
}
