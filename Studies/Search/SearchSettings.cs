using System.Collections.Immutable;
using JointQP.Studies.Notation;
using JointQP.Studies.Space;
using JointQP.Studies.Spec;
using JointQP.Studies.Words;

namespace JointQP.Studies.Search;

/// <summary>A search for the best onsets of some operators, from a grid of them on.</summary>
public sealed record SearchSettings
{
    /// <summary>So many of the study's seeds a schedule is trained with before it is compared the first time: with fewer, spread cannot be told.</summary>
    public const int FirstSeeds = 3;

    /// <summary>The trials of all searched schedules together, those of the grid and of the confirmation among them; the search ends before it would need more.</summary>
    public required int Budget { get; init; }

    /// <summary>With how many seeds that the search has not seen its winner is confirmed; at least 2.</summary>
    /// <value>Default 5.</value>
    public int Confirm { get; init; } = 5;

    /// <summary>What those seeds are drawn by.</summary>
    /// <value>Default 1.</value>
    public long Seed { get; init; } = 1;

    /// <summary>Onsets are not refined to less than so many steps from each other; at least 1.</summary>
    public required long Resolution { get; init; }

    /// <summary>Steps of the training: every operator must settle before.</summary>
    public required long TotalSteps { get; init; }

    /// <summary>What is ordered.</summary>
    public required ImmutableArray<Term> Terms { get; init; }

    /// <summary>The onsets of each term on the grid, in steps, ascending.</summary>
    public required ImmutableArray<ImmutableArray<long>> Axes { get; init; }

    /// <summary>The orderings that may come of it.</summary>
    public required ImmutableArray<Ordering> Orderings { get; init; }

    /// <summary>What stands before each schedule's name; empty for nothing.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The names of the grid's schedules.</summary>
    public required ImmutableHashSet<string> Grid { get; init; }

    /// <summary>Ramps and delays.</summary>
    internal OperatorTiming Timing { get; init; }

    /// <summary>The step at which each term starts in a schedule that has them all.</summary>
    internal ImmutableArray<long> PointOf(Schedule schedule) =>
        [.. Terms.Select(term => term.Operations.Min(operation => schedule.Find(operation.Kind, operation.Target)!.Start))];

    /// <summary>The schedule that starts each term at a step; null when its order is not allowed or it would not settle in time.</summary>
    internal ScheduleSpec? At(ImmutableArray<long> point)
    {
        ImmutableArray<long> starts = [.. point.Distinct().Order()];
        ImmutableArray<int> places = [.. point.Select(start => starts.IndexOf(start))];
        if (Orderings.FirstOrDefault(one => Terms.Select(term => OrderingSpace.PlaceOf(one, term)).SequenceEqual(places)) is not { } ordering)
            return null;
        var schedule = Schedules.Of(ordering, ordering.Places.Zip(starts).SelectMany(place => Schedules.Begin(place.First, place.Second, Timing)));
        return schedule.Settled >= TotalSteps ? null : new ScheduleSpec($"{Prefix}{ordering} @ {string.Join(", ", starts)} steps", ordering, schedule);
    }
}
