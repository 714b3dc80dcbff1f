using System.Collections.Immutable;
using JointQP.Studies.Notation;
using JointQP.Studies.Search;
using JointQP.Studies.Spec.Yaml;

namespace JointQP.Studies.Spec;

/// <summary>The search of a space of orderings, from its grid of onsets on.</summary>
internal sealed class SearchReader(SpecReader reader, TrainingClock? clock)
{
    private static readonly Duration DefaultResolution = new(1, DurationUnit.Percent);

    /// <summary>Null when something is wrong, which is told.</summary>
    /// <param name="node">The value of <c>search</c>.</param>
    /// <param name="terms">What is ordered.</param>
    /// <param name="axes">The onsets of each term in steps; null where the space has no grid.</param>
    /// <param name="orderings">Those that are allowed.</param>
    /// <param name="grid">The grid's schedules.</param>
    /// <param name="prefix">What stands before their names.</param>
    /// <param name="timing">Ramps and delays.</param>
    public SearchSettings? Read(
        SpecNode node,
        ImmutableArray<Term> terms,
        ImmutableArray<ImmutableArray<long>>? axes,
        IReadOnlyList<Ordering> orderings,
        ImmutableArray<SpaceSchedule> grid,
        string prefix,
        OperatorTiming timing)
    {
        if (reader.Mapping(node, "search", "budget", "confirm", "seed", "resolution") is not { } search)
            return null;
        var budget = reader.Count(search.Required("budget"), "budget", 1, StudySpecParser.MaximumTrials);
        var confirm = reader.Count(search.Optional("confirm"), "confirm", 2, StudySpecParser.MaximumTrials);
        var seed = reader.Whole(search.Optional("seed"), "seed", 0, long.MaxValue);
        var resolution = search.Optional("resolution") is { } written ? reader.Duration(written, "resolution") : DefaultResolution;
        if (axes is null)
        {
            reader.Problem(node, "a search begins with a grid of onsets; allowed: onsets: { grid: { ... } }");
            return null;
        }

        if (budget is null || resolution is null || clock is null)
            return null;
        SearchSettings settings = new()
        {
            Budget = budget.Value,
            Resolution = Math.Max(1, clock.ToSteps(resolution.Value)),
            TotalSteps = clock.TotalSteps,
            Terms = terms,
            Axes = [.. axes.Value.Select(axis => axis.Sort())],
            Orderings = [.. orderings],
            Prefix = prefix,
            Grid = [.. grid.Select(schedule => schedule.Name)],
            Timing = timing,
        };
        return settings with { Confirm = confirm ?? settings.Confirm, Seed = seed ?? settings.Seed };
    }

    /// <summary>Tells when a budget is not enough to begin and to confirm.</summary>
    public static void Check(SpecReader reader, SpecNode node, SearchSettings search, int seeds)
    {
        var first = Math.Min(SearchSettings.FirstSeeds, seeds);
        var least = (search.Grid.Count * first) + (2 * search.Confirm);
        if (search.Budget < least)
            reader.Problem(
                node,
                $"a budget of {search.Budget} trials is too small: the grid's {search.Grid.Count} schedules with {first} seed{(first == 1 ? "" : "s")} each, and two of them on {search.Confirm} fresh seeds, "
                + $"are {least} already; allowed: at least {least} (or a smaller grid)");
    }
}
