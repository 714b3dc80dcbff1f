using System.Collections.Immutable;
using JointQP.Studies.Notation;
using JointQP.Studies.Spec.Yaml;

namespace JointQP.Studies.Spec;

/// <summary>When the operators of a space start: by place, equally spaced, or each at every onset of its own.</summary>
internal sealed class SpaceOnsetsReader(SpecReader reader, TrainingClock? clock, ImmutableArray<Term> terms)
{
    /// <summary>The onsets of each operator in steps, where they are a grid.</summary>
    public ImmutableArray<ImmutableArray<long>>? Axes { get; private set; }

    /// <summary>The schedules of these orderings; null when something is wrong, which is told.</summary>
    /// <param name="node">The value of <c>onsets</c>.</param>
    /// <param name="orderings">Those that are left of the space; at least one.</param>
    public ImmutableArray<SpaceSchedule>? Read(SpecNode node, IReadOnlyList<Ordering> orderings)
    {
        if (node is not MappingNode)
            return ByPlace(node, orderings);
        if (reader.Mapping(node, "onsets", "equally-spaced", "grid") is not { } mapping)
            return null;
        var (spread, grid) = (mapping.Optional("equally-spaced"), mapping.Optional("grid"));
        if (spread is not null && grid is null)
            return EquallySpaced(spread, orderings);
        if (grid is not null && spread is null)
        {
            SpaceGridReader grids = new(reader, clock, terms);
            var made = grids.Read(grid, orderings);
            Axes = grids.Axes;
            return made;
        }

        reader.Problem(node, "onsets must be a list by place, equally-spaced or grid; allowed: one of them");
        return null;
    }

    private ImmutableArray<SpaceSchedule>? ByPlace(SpecNode node, IReadOnlyList<Ordering> orderings)
    {
        if (DurationSpread.ReadList(reader, node, "onsets") is not { } onsets)
            return null;
        var most = Most(orderings);
        if (onsets.Length == most)
            return [.. orderings.Select(ordering => new SpaceSchedule(ordering.ToString(), ordering, onsets[..ordering.Places.Length]))];
        reader.Problem(
            node,
            $"found {onsets.Length} onset{(onsets.Length == 1 ? "" : "s")}, and the {orderings.Count} orderings left have up to {most} places; "
            + $"allowed: {most}, for the first place, the second and so on");
        return null;
    }

    // Each ordering takes the whole span, so that all begin together and those with more than one place end together.
    private ImmutableArray<SpaceSchedule>? EquallySpaced(SpecNode node, IReadOnlyList<Ordering> orderings)
    {
        if (reader.Mapping(node, "equally-spaced", "from", "to") is not { } mapping || DurationSpread.Read(reader, mapping) is not { } spread)
            return null;
        var onsets = Enumerable.Range(1, Most(orderings)).Select(places => spread.Points(places)).ToList();
        return [.. orderings.Select(ordering => new SpaceSchedule(ordering.ToString(), ordering, onsets[ordering.Places.Length - 1]))];
    }

    private static int Most(IReadOnlyList<Ordering> orderings) => orderings.Max(ordering => ordering.Places.Length);
}
