using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using JointQP.Studies.Spec;

namespace JointQP.Studies.Search;

/// <summary>
/// Successive refinement of a grid of onsets, seed for seed the same for all, by validation data. It is a function of what its trials measured: asked again
/// with more results it takes the same steps and goes on, so that any process can take it up, and anyone can replay it.
/// </summary>
/// <param name="experiment">With its search.</param>
/// <param name="seeds">The study's.</param>
/// <param name="higherIsBetter">The direction of the values.</param>
public sealed class ScheduleSearch(ExperimentSpec experiment, ImmutableArray<long> seeds, bool higherIsBetter)
{
    private const int MostNamed = 4;

    private readonly SearchSettings _settings = experiment.Search ?? throw new ArgumentException("the experiment has no search", nameof(experiment));

    private ImmutableArray<long> First => seeds[..Math.Min(SearchSettings.FirstSeeds, seeds.Length)];

    /// <summary>
    /// The steps so far, the last of them the one whose trials are not all over, if there is one. The first, the grid, is part of the study's own plan.
    /// </summary>
    /// <param name="value">What a schedule has reached with a seed at its end, on validation data; null when it was not trained or failed.</param>
    /// <param name="over">Whether that trial has come to its end, one way or another.</param>
    public (ImmutableArray<SearchStep> Steps, bool Concluded) Replay(Func<string, long, double?> value, Func<string, long, bool> over)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(over);
        var steps = ImmutableArray.CreateBuilder<SearchStep>();
        foreach (var step in Steps(value))
        {
            steps.Add(step);
            if (step.Schedules.Any(schedule => step.Seeds.Any(seed => !over(schedule.Name, seed))))
                return (steps.ToImmutable(), false);
        }

        return (steps.ToImmutable(), true);
    }

    /// <summary>Every step in turn; the next is asked for only when the trials of the one before are over.</summary>
    private IEnumerable<SearchStep> Steps(Func<string, long, double?> value)
    {
        var grid = experiment.Schedules.Where(schedule => _settings.Grid.Contains(schedule.Name)).ToList();
        Field field = new(_settings, seeds, value, higherIsBetter);
        yield return Step(SearchMove.Grid, grid, First, $"the grid of {grid.Count} schedules with the first {Count(First.Length, "seed")}", field);
        var (pool, axes) = (grid, _settings.Axes);
        while (true)
        {
            for (var raced = First.Length; ; raced++)
            {
                var (left, told) = field.Left(pool, raced);
                pool = left;
                var due = raced < seeds.Length && pool.Count > 1 ? pool.Where(schedule => !field.Asked(schedule.Name, seeds[raced])).ToList() : [];
                if (raced == seeds.Length || pool.Count < 2 || !field.Affords(due.Count))
                    break;
                if (due.Count > 0)
                    yield return Step(SearchMove.Race, due, [seeds[raced]], $"{told}; seed {Number(seeds[raced])} for {Count(due.Count, "schedule")}", field);
            }

            if (pool.Count == 0)
                yield break;
            var best = field.Best(pool);
            (axes, var finer) = Finer(axes, _settings.PointOf(best.Schedule));
            var tried = finer.Where(schedule => !field.Knows(schedule)).Take(field.Room(First.Length)).ToList();
            if (tried.Count == 0)
                break;
            pool = [best, .. tried];
            yield return Step(SearchMove.Refine, tried, First, $"the best is {field.Told(best)}; {Count(tried.Count, "schedule")} around its onsets", field);
        }

        var winner = field.Best(pool);
        var rival = field.Rival(winner);
        List<ScheduleSpec> both = rival is null ? [winner] : [winner, rival];
        yield return Step(
            SearchMove.Confirm,
            both,
            Fresh(),
            $"the winner is {field.Told(winner)}"
                + (rival is null ? ", and there is no other order" : $", the best of another order {field.Told(rival)}")
                + $"; to be confirmed on {Count(_settings.Confirm, "seed")} that the search has not seen, by test data",
            field);
    }

    private SearchStep Step(SearchMove move, List<ScheduleSpec> schedules, ImmutableArray<long> with, string reason, Field field)
    {
        field.Ask(schedules, with);
        return new SearchStep(
            experiment.Name,
            move,
            [.. schedules.Select(schedule => new SearchedSchedule(schedule.Name, schedule.Schedule))],
            with,
            $"{reason} ({field.Spent} of at most {_settings.Budget} trials)");
    }

    /// <summary>The onsets half-way to those beside the best one, and the schedules that differ from it in these alone, those with the fewest such onsets first.</summary>
    private (ImmutableArray<ImmutableArray<long>> Axes, IEnumerable<ScheduleSpec> Schedules) Finer(ImmutableArray<ImmutableArray<long>> axes, ImmutableArray<long> best)
    {
        var between = axes.Zip(best).Select(axis => Between(axis.First, axis.Second)).ToList();
        IEnumerable<ImmutableArray<long>> points = [[]];
        foreach (var (term, onsets) in between.Index())
            points = [.. points.SelectMany(point => onsets.Prepend(best[term]).Select(onset => point.Add(onset)))];
        return (
            [.. axes.Zip(between).Select(axis => axis.First.AddRange(axis.Second).Sort())],
            points.Skip(1).OrderBy(point => point.Zip(best).Count(onset => onset.First != onset.Second)).Select(_settings.At).OfType<ScheduleSpec>());
    }

    private ImmutableArray<long> Between(ImmutableArray<long> axis, long best)
    {
        var at = axis.IndexOf(best);
        return
        [
            .. new[] { at - 1, at + 1 }
                .Where(beside => beside >= 0 && beside < axis.Length)
                .Select(beside => (Other: axis[beside], Between: (axis[beside] + best) / 2))
                .Where(pair => Math.Min(Math.Abs(pair.Between - best), Math.Abs(pair.Between - pair.Other)) >= _settings.Resolution)
                .Select(pair => pair.Between),
        ];
    }

    /// <summary>Seeds that follow from the search's own, none of them the study's.</summary>
    private ImmutableArray<long> Fresh() =>
        [.. Enumerable.Range(0, int.MaxValue).Select(Draw).Where(seed => !seeds.Contains(seed)).Distinct().Take(_settings.Confirm)];

    private long Draw(int position)
    {
        Span<byte> bytes = stackalloc byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, _settings.Seed);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[sizeof(long)..], position);
        // Short enough to be read aloud.
        return BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(bytes)) % 1_000_000;
    }

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>What was asked for and what came of it.</summary>
    private sealed class Field(SearchSettings settings, ImmutableArray<long> seeds, Func<string, long, double?> value, bool higherIsBetter)
    {
        private readonly OrderedDictionary<string, ScheduleSpec> _known = [];
        private readonly HashSet<Words.Schedule> _schedules = [];
        private readonly HashSet<(string, long)> _asked = [];

        public int Spent => _asked.Count;

        /// <summary>Trials that are left when the confirmation is put aside.</summary>
        private int Free => settings.Budget - Spent - (2 * settings.Confirm);

        public void Ask(List<ScheduleSpec> schedules, ImmutableArray<long> with)
        {
            foreach (var schedule in schedules)
            {
                _known.TryAdd(schedule.Name, schedule);
                _schedules.Add(schedule.Schedule);
                foreach (var seed in with)
                    _asked.Add((schedule.Name, seed));
            }
        }

        public bool Asked(string schedule, long seed) => _asked.Contains((schedule, seed));

        public bool Knows(ScheduleSpec schedule) => _schedules.Contains(schedule.Schedule);

        public bool Affords(int trials) => trials <= Free;

        /// <summary>How many schedules can be tried with so many seeds each.</summary>
        public int Room(int with) => Math.Max(0, Free / with);

        /// <summary>Those of a pool that are not worse beyond doubt by the first seeds; whoever failed with one of them is out.</summary>
        public (List<ScheduleSpec> Left, string Told) Left(List<ScheduleSpec> pool, int first)
        {
            var sound = pool.Where(schedule => seeds[..first].All(seed => Higher(schedule, seed) is not null)).ToList();
            var (left, beyond) = Race.Left([.. sound.Select(schedule => seeds[..first].Select(seed => Higher(schedule, seed)!.Value).ToArray())]);
            var dropped = sound.Where((_, row) => !left.Contains(row)).Select(schedule => schedule.Name).ToList();
            var named = string.Join("; ", dropped.Take(MostNamed)) + (dropped.Count > MostNamed ? $"; and {dropped.Count - MostNamed} more" : "");
            var told = string.Create(CultureInfo.InvariantCulture, $"{left.Length} of {pool.Count} are left after {first} seeds")
                + (dropped.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $", worse than the best by more than {beyond:0.####}: {named}") : "");
            return ([.. left.Select(row => sound[row])], told);
        }

        /// <summary>The best over the seeds that all of a pool have; of equals the earlier one.</summary>
        public ScheduleSpec Best(IReadOnlyList<ScheduleSpec> pool)
        {
            var common = seeds.Where(seed => pool.All(schedule => Higher(schedule, seed) is not null)).ToList();
            return pool.MaxBy(schedule => common.Average(seed => Higher(schedule, seed)!.Value))!;
        }

        /// <summary>The best whose ordering is another than the winner's, over the first seeds, which all have; null without one.</summary>
        public ScheduleSpec? Rival(ScheduleSpec winner)
        {
            var first = seeds[..Math.Min(SearchSettings.FirstSeeds, seeds.Length)];
            return _known.Values
                .Where(schedule => schedule.Ordering != winner.Ordering && first.All(seed => Higher(schedule, seed) is not null))
                .MaxBy(schedule => first.Average(seed => Higher(schedule, seed)!.Value));
        }

        public string Told(ScheduleSpec schedule)
        {
            // By what was asked for until now: what comes later must not change what was told.
            var values = seeds.Where(seed => Asked(schedule.Name, seed)).Select(seed => value(schedule.Name, seed)).OfType<double>().ToList();
            return string.Create(CultureInfo.InvariantCulture, $"{schedule.Name} ({values.Average():0.####} over {values.Count} seeds)");
        }

        private double? Higher(ScheduleSpec schedule, long seed) =>
            !Asked(schedule.Name, seed) ? null : higherIsBetter ? value(schedule.Name, seed) : -value(schedule.Name, seed);
    }
}
