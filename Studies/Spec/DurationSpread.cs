using System.Collections.Immutable;
using JointQP.Studies.Spec.Yaml;

namespace JointQP.Studies.Spec;

/// <summary>Onsets at equal distances.</summary>
internal sealed record DurationSpread(SpecNode FromNode, Duration From, SpecNode ToNode, Duration To)
{
    // Of an epoch or of a percent: finer than any step, and short enough for a name.
    private const int Decimals = 6;

    /// <summary>Reads <c>from</c> and <c>to</c>; null when something is wrong, which is told.</summary>
    public static DurationSpread? Read(SpecReader reader, SpecMapping mapping)
    {
        var (fromNode, toNode) = (mapping.Required("from"), mapping.Required("to"));
        if (reader.Duration(fromNode, "from") is not { } from || reader.Duration(toNode, "to") is not { } to)
            return null;
        if (from.Unit == to.Unit && from.Amount < to.Amount)
            return new DurationSpread(fromNode!, from, toNode!, to);
        reader.Problem(toNode!, $"to must be later than from and of the same kind; found {fromNode!.Describe()} to {toNode!.Describe()}; allowed: both in epochs, in steps or in percent");
        return null;
    }

    /// <summary>Reads a list of onsets, or one; null when something is wrong, which is told.</summary>
    public static ImmutableArray<(SpecNode Node, Duration At)>? ReadList(SpecReader reader, SpecNode node, string what)
    {
        var items = node is ScalarNode { IsEmpty: false } ? [node] : reader.List(node, what, "onset")?.Items;
        if (items is null)
            return null;
        var onsets = items.Value.Select(item => (item, at: reader.Duration(item, "an onset"))).ToList();
        return onsets.Any(onset => onset.at is null) ? null : [.. onsets.Select(onset => (onset.item, onset.at!.Value))];
    }

    /// <summary>The first at <c>from</c>, the last at <c>to</c>; one alone at <c>from</c>.</summary>
    public ImmutableArray<(SpecNode Node, Duration At)> Points(int count) =>
        [.. Enumerable.Range(0, count).Select(i => (i == 0 ? FromNode : ToNode, i == 0 ? From : From with { Amount = At(i, count - 1) }))];

    private decimal At(int i, int last)
    {
        var exact = From.Amount + ((To.Amount - From.Amount) * i / last);
        return Math.Round(exact, From.Unit == DurationUnit.Steps ? 0 : Decimals, MidpointRounding.ToZero);
    }
}
