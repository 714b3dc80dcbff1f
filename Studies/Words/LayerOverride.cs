using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;

namespace JointQP.Studies.Words;

/// <summary>
/// What the sites of some layers do otherwise. It changes how strongly and how an operator acts, also where the rules of the first and the last
/// layer would keep it away, but never brings in one that the schedule does not have for the target: <c>float</c> stays float.
/// </summary>
/// <remarks>
/// What is null is left as it was. All but <see cref="Bias"/> concerns weights and features, and not biases: what suits a weight of few bits would
/// harm a bias. The input is quantized and never pruned.
/// </remarks>
[GenerateSerializer, Immutable, Alias("JointQP.LayerOverride")]
public sealed record LayerOverride
{
    /// <summary>
    /// A pattern over the names of sites, such as <c>conv2.weight</c>, <c>norm1.features</c>, <c>linear2.bias</c> or <c>input</c>, matched as a
    /// whole: <c>*</c> stands for any characters, dots and none included; every other character for itself.
    /// </summary>
    [Id(0)] public required string Match { get; init; }

    /// <summary>Sparsity in (0, 1), or 0: not pruned.</summary>
    [Id(1), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Prune { get; init; }

    /// <summary>Bits in [2, 16], or 0: not quantized, and then the layer's bias is not either.</summary>
    [Id(2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Quantize { get; init; }

    /// <summary>Bits of the bias in [2, 24], or 0: not quantized.</summary>
    [Id(3), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Bias { get; init; }

    /// <summary>The decimal bits that the search may choose.</summary>
    [Id(4), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DecimalRange? DecimalBits { get; init; }

    /// <summary>The quantiles that values are clipped to before the search; 0 and 1: not at all.</summary>
    [Id(5), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Saturation? Saturation { get; init; }

    /// <summary>What a mask keeps or prunes as one.</summary>
    [Id(6), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MaskUnit? Masks { get; init; }

    /// <summary>Whether the pattern matches a site's name.</summary>
    public bool Matches(string site)
    {
        ArgumentNullException.ThrowIfNull(site);
        var (pattern, at, star, resume) = (0, 0, -1, 0);
        while (at < site.Length)
        {
            if (pattern < Match.Length && Match[pattern] == '*')
            {
                (star, resume) = (pattern++, at);
            }
            else if (pattern < Match.Length && Match[pattern] == site[at])
            {
                pattern++;
                at++;
            }
            else if (star >= 0)
            {
                // The last star takes one character more; an earlier one need never, as what stands between is matched already.
                pattern = star + 1;
                at = ++resume;
            }
            else
            {
                return false;
            }
        }

        return Match.AsSpan(pattern).TrimStart('*').IsEmpty;
    }
}

/// <summary>The overrides of an experiment. Of several that match a site the last wins, key by key: the general first, then what is special.</summary>
/// <param name="Items">At least one, as written.</param>
[GenerateSerializer, Immutable, Alias("JointQP.LayerOverrides")]
public sealed record LayerOverrides([property: Id(0)] params ImmutableArray<LayerOverride> Items)
{
    /// <inheritdoc/>
    public bool Equals(LayerOverrides? other) => other is not null && Items.SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override int GetHashCode() => Items.Aggregate(0, HashCode.Combine);

    /// <summary>What all that match a site say together.</summary>
    /// <returns>An override with the site's name as its pattern; all null where none matches.</returns>
    public LayerOverride Of(string site) => Items.Where(item => item.Matches(site)).Aggregate(
        new LayerOverride { Match = site },
        (before, next) => before with
        {
            Prune = next.Prune ?? before.Prune,
            Quantize = next.Quantize ?? before.Quantize,
            Bias = next.Bias ?? before.Bias,
            DecimalBits = next.DecimalBits ?? before.DecimalBits,
            Saturation = next.Saturation ?? before.Saturation,
            Masks = next.Masks ?? before.Masks,
        });
}
