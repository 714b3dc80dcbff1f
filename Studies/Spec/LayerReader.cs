using JointQP.Studies.Notation;
using JointQP.Studies.Spec.Yaml;
using JointQP.Studies.Words;

namespace JointQP.Studies.Spec;

/// <summary>Overrides by site, and the values that they share with the settings of a whole experiment.</summary>
internal sealed class LayerReader(SpecReader reader)
{
    /// <summary>Quantiles that clip nothing.</summary>
    public static readonly Saturation NoSaturation = new(0, 1);

    private static readonly string[] Keys = ["match", "prune", "quantize", "bias", "decimal-bits", "saturate", "masks"];

    public LayerOverrides? ReadAll(SpecNode? node) =>
        reader.List(node, "layers", "override, such as '- { match: conv2.weight, prune: 0.3 }'") is { } list
            ? new([.. list.Items.Select(Read).OfType<LayerOverride>()])
            : null;

    /// <summary>Decimal bits as <c>{ from: 1, below: 7 }</c>.</summary>
    public DecimalRange? Range(SpecNode? node, string what)
    {
        if (node is null || reader.Mapping(node, what, "from", "below") is not { } range)
            return null;
        var (fromNode, belowNode) = (range.Optional("from"), range.Optional("below"));
        var from = fromNode is null ? DecimalRange.All.Low : reader.Count(fromNode, "from", 0, DecimalRange.Limit - 1);
        var below = belowNode is null ? DecimalRange.All.High : reader.Count(belowNode, "below", 1, DecimalRange.Limit);
        if (from is null || below is null)
            return null;
        if (from < below)
            return new(from.Value, below.Value);
        reader.Problem(
            belowNode ?? fromNode!,
            $"{what} from {from} to below {below} holds no number of decimal bits; allowed: 'below' greater than 'from', such as {{ from: 1, below: 7 }} for 1 to 6");
        return null;
    }

    /// <summary>Quantiles as <c>[0.0001, 0.9999]</c>, or <c>none</c>.</summary>
    public Saturation? Quantiles(SpecNode? node, string what)
    {
        const string Allowed = "'none' or two quantiles, the lower before the upper, such as [0.0001, 0.9999]";
        if (node is null)
            return null;
        if (IsNone(node))
            return NoSaturation;
        if (node is not ListNode { Items.Length: 2 } pair)
        {
            reader.Problem(node, $"{what} must be {Allowed}; found {(node is ListNode list ? $"a list of {list.Items.Length}" : node.Describe())}");
            return null;
        }

        double? Quantile(SpecNode at) => reader.Number(at, $"a quantile of {what}", quantile => quantile is >= 0 and <= 1, "a number from 0 to 1");
        var (lower, upper) = (Quantile(pair.Items[0]), Quantile(pair.Items[1]));
        if (lower is null || upper is null)
            return null;
        if (lower < upper)
            return new(lower.Value, upper.Value);
        reader.Problem(pair.Items[1], $"{what} ends at {pair.Items[1].Describe()}, not above {pair.Items[0].Describe()}; allowed: {Allowed}");
        return null;
    }

    /// <summary>Bits of a bias; 0 for <c>none</c>.</summary>
    public int? BiasBits(SpecNode? node, string what) => Bits(node, what, CompressionSettings.MaximumBiasBits);

    private LayerOverride? Read(SpecNode node)
    {
        if (reader.Mapping(node, "the override", Keys) is not { } entry)
            return null;
        if (entry.Node.Entries.All(pair => pair.Key.Value == "match"))
            reader.Problem(entry.Node, $"the override changes nothing; allowed: at least one of {string.Join(", ", Keys.Skip(1))}");
        return ReadPattern(entry.Required("match")) is { } match
            ? new LayerOverride
            {
                Match = match,
                Prune = ReadSparsity(entry.Optional("prune")),
                Quantize = Bits(entry.Optional("quantize"), "quantize", Term.MaximumBits),
                Bias = BiasBits(entry.Optional("bias"), "bias"),
                DecimalBits = Range(entry.Optional("decimal-bits"), "decimal-bits"),
                Saturation = Quantiles(entry.Optional("saturate"), "saturate"),
                Masks = reader.Choice<MaskUnit>(entry.Optional("masks"), "masks"),
            }
            : null;
    }

    private string? ReadPattern(SpecNode? node)
    {
        if (node is null)
            return null;
        if (node is ScalarNode scalar && scalar.Value.Length > 0 && !scalar.Value.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter)))
            return scalar.Value;
        reader.Problem(node, $"match must be a pattern over the names of sites, such as 'conv2.weight', 'norm1.features' or '*.weight'; found {node.Describe()}");
        return null;
    }

    private double? ReadSparsity(SpecNode? node) => node is not null && IsNone(node)
        ? 0
        : reader.Number(node, "prune", sparsity => Term.IsStrength(OperatorKind.Prune, sparsity), "'none' or a sparsity between 0 and 1, both excluded, with at most 6 decimals");

    private int? Bits(SpecNode? node, string what, int maximum)
    {
        if (node is null)
            return null;
        if (IsNone(node))
            return 0;
        var bits = reader.Number(
            node, what, found => double.IsInteger(found) && found >= Term.MinimumBits && found <= maximum, $"'none' or whole bits from {Term.MinimumBits} to {maximum}");
        return (int?)bits;
    }

    private static bool IsNone(SpecNode node) => node is ScalarNode { Value: "none" };
}
