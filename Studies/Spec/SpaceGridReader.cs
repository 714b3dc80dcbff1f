using System.Collections.Immutable;
using JointQP.Studies.Notation;
using JointQP.Studies.Space;
using JointQP.Studies.Spec.Yaml;

namespace JointQP.Studies.Spec;

/// <summary>A grid of onsets: each operator at each of its own. Which order a point is follows from the onsets; equal ones tie.</summary>
internal sealed class SpaceGridReader(SpecReader reader, TrainingClock? clock, ImmutableArray<Term> terms)
{
    // What is enumerated to find those that 'where', 'except' and 'sample' leave.
    private const long MaximumPoints = 1_000_000;

    /// <summary>The onsets of each operator in steps, once they are read.</summary>
    public ImmutableArray<ImmutableArray<long>>? Axes { get; private set; }

    /// <summary>The points that are one of these orderings; null when something is wrong, which is told.</summary>
    public ImmutableArray<SpaceSchedule>? Read(SpecNode node, IReadOnlyList<Ordering> orderings)
    {
        if (ReadAxes(node) is not { } axes || clock is null)
            return null;
        Axes = [.. axes.Select(axis => axis.Select(onset => onset.Step).ToImmutableArray())];
        var points = axes.Aggregate(1m, (product, axis) => product * axis.Length);
        if (points > MaximumPoints)
        {
            reader.Problem(node, $"the grid has {points} points; allowed: at most {MaximumPoints}, so fewer onsets of an operator");
            return null;
        }

        var byPlaces = orderings.ToDictionary(ordering => Key(terms.Select(term => OrderingSpace.PlaceOf(ordering, term))));
        ImmutableArray<SpaceSchedule> left = [.. Points(axes).Select(point => At(point, byPlaces)).OfType<SpaceSchedule>()];
        if (!left.IsEmpty)
            return left;
        reader.Problem(node, $"none of the {points} points of the grid is one of the {orderings.Count} orderings left; allowed: onsets that make at least one of them");
        return null;
    }

    /// <summary>The onsets of each operator, in the order of the operators.</summary>
    private ImmutableArray<ImmutableArray<GridOnset>>? ReadAxes(SpecNode node)
    {
        var chooser = new TermChooser(reader, terms);
        if (node is not MappingNode mapping)
        {
            reader.Problem(node, $"grid must be a mapping with onsets for each of {chooser.Allowed}; found {node.Describe()}");
            return null;
        }

        var axes = new ImmutableArray<GridOnset>?[terms.Length];
        var right = true;
        foreach (var (key, value) in mapping.Entries)
        {
            var term = chooser.Find(key.Value, key.Line, key.Column);
            var axis = ReadAxis(value, key.Value);
            right &= term is not null && axis is not null;
            if (term is null)
                continue;
            var position = terms.IndexOf(term);
            if (axes[position] is not null)
                reader.Problem(key, $"the grid has onsets of {term} twice; allowed: once");
            right &= axes[position] is null;
            axes[position] = axis ?? [];
        }

        foreach (var term in terms.Where((_, position) => axes[position] is null))
        {
            reader.Problem(node, $"the grid has no onsets of {term}; allowed: onsets for each of {chooser.Allowed}");
            right = false;
        }

        return right ? [.. axes.Select(axis => axis!.Value)] : null;
    }

    private ImmutableArray<GridOnset>? ReadAxis(SpecNode node, string what)
    {
        ImmutableArray<(SpecNode Node, Duration At)>? onsets;
        if (node is MappingNode)
        {
            if (reader.Mapping(node, $"the onsets of {what}", "from", "to", "count") is not { } range)
                return null;
            var spread = DurationSpread.Read(reader, range);
            var count = reader.Count(range.Required("count"), "count", 2, (int)MaximumPoints);
            onsets = spread is null || count is null ? null : spread.Points(count.Value);
        }
        else
        {
            onsets = DurationSpread.ReadList(reader, node, $"the onsets of {what}");
        }

        if (onsets is null)
            return null;
        ImmutableArray<GridOnset> axis = [.. onsets.Value.Select(onset => new GridOnset(onset.Node, onset.At, clock?.ToSteps(onset.At) ?? 0, onset.At.ToString()))];
        if (clock is null || axis.GroupBy(onset => onset.Step).FirstOrDefault(group => group.Count() > 1) is not { } same)
            return axis;
        reader.Problem(
            same.ElementAt(1).Node,
            $"two onsets of {what}, {same.First().At} and {same.ElementAt(1).At}, are the same step {same.Key} of {clock.TotalSteps}; allowed: each step once");
        return null;
    }

    /// <summary>Every choice of one onset for each operator, in one array that is filled anew for each; those of the last change fastest.</summary>
    private static IEnumerable<GridOnset[]> Points(ImmutableArray<ImmutableArray<GridOnset>> axes)
    {
        var at = new int[axes.Length];
        var point = new GridOnset[axes.Length];
        while (true)
        {
            for (var i = 0; i < point.Length; i++)
                point[i] = axes[i][at[i]];
            yield return point;
            var last = axes.Length - 1;
            while (last >= 0 && ++at[last] == axes[last].Length)
                at[last--] = 0;
            if (last < 0)
                yield break;
        }
    }

    private static SpaceSchedule? At(GridOnset[] point, Dictionary<long, Ordering> byPlaces)
    {
        // The first of those that start at the same step stands for their place.
        var places = new List<GridOnset>(point.Length);
        foreach (var onset in point)
        {
            var at = places.Count;
            while (at > 0 && places[at - 1].Step > onset.Step)
                at--;
            if (at == 0 || places[at - 1].Step != onset.Step)
                places.Insert(at, onset);
        }

        if (!byPlaces.TryGetValue(Key(point.Select(onset => places.FindIndex(place => place.Step == onset.Step))), out var ordering))
            return null;
        return new SpaceSchedule(
            $"{ordering} @ {string.Join(", ", places.Select(onset => onset.Text))}", ordering, [.. places.Select(onset => (onset.Node, onset.At))]);
    }

    // A digit for each operator: a space has four at most, weights and features pruned and quantized.
    private static long Key(IEnumerable<int> places) => places.Aggregate(0L, (key, place) => (key * 10) + place);

    /// <param name="Text">The onset as it is written in names: a million points have a few of them.</param>
    private sealed record GridOnset(SpecNode Node, Duration At, long Step, string Text);
}
