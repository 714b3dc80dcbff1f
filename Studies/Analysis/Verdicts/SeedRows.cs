using System.Collections.Immutable;
using JointQP.Studies.Notation;

namespace JointQP.Studies.Analysis.Verdicts;

/// <summary>What a schedule or an ordering measured in each seed, seeds ascending; null where it has not finished.</summary>
internal sealed record SeedRow(string Label, Ordering Ordering, double?[] Values);

/// <summary>An experiment's trials as rows of seeds.</summary>
/// <param name="Schedules">Those that no stopper ended, in the order of their first trials.</param>
/// <param name="Stopped">The labels of the others.</param>
internal sealed record SeedRows(ImmutableArray<SeedRow> Schedules, ImmutableArray<string> Stopped)
{
    /// <summary>The seed of each value of a row.</summary>
    public ImmutableArray<long> Seeds { get; private init; } = [];

    /// <summary>Reads trials. The order of seeds is their own: sums, and so printed digits, must not depend on which trial was done first.</summary>
    /// <exception cref="ArgumentException">A schedule has a seed twice.</exception>
    public static SeedRows Of(IReadOnlyList<TrialOutcome> trials, string metric)
    {
        long[] seeds = [.. trials.Select(trial => trial.Seed).Distinct().Order()];
        Dictionary<string, SeedRow> rows = new(StringComparer.Ordinal);
        Dictionary<string, Ordering> read = new(StringComparer.Ordinal);
        HashSet<string> stopped = new(StringComparer.Ordinal);
        HashSet<(string Schedule, long Seed)> seen = [];
        foreach (var trial in trials)
        {
            if (!seen.Add((trial.Schedule, trial.Seed)))
                throw new ArgumentException($"{trial.Schedule} has seed {trial.Seed} twice; a schedule and a seed are one trial", nameof(trials));
            if (!rows.TryGetValue(trial.Schedule, out var row))
            {
                if (!read.TryGetValue(trial.Ordering, out var ordering))
                    read.Add(trial.Ordering, ordering = Ordering.Parse(trial.Ordering));
                rows.Add(trial.Schedule, row = new(trial.Schedule, ordering, new double?[seeds.Length]));
            }

            if (trial.Stopped)
                stopped.Add(trial.Schedule);
            if (trial.Metrics.TryGetValue(metric, out var value))
                row.Values[Array.BinarySearch(seeds, trial.Seed)] = value;
        }

        return new([.. rows.Values.Where(row => !stopped.Contains(row.Label))], [.. rows.Keys.Where(stopped.Contains)]) { Seeds = [.. seeds] };
    }

    /// <summary>A row for each ordering of schedules: their mean. <c>Q8(w) = Q8(f)</c> and <c>Q8(w,f)</c> are one, told as the first of them.</summary>
    public static ImmutableArray<SeedRow> ByOrdering(IEnumerable<SeedRow> schedules) =>
    [
        .. schedules.GroupBy(row => Order(row.Ordering), StringComparer.Ordinal)
            .Select(group => new SeedRow(group.First().Ordering.ToString(), group.First().Ordering, Mean([.. group.Select(row => row.Values)]))),
    ];

    // What starts in each place, however it is put together.
    private static string Order(Ordering ordering) => string.Join(" -> ", ordering.Places.Select(place => new Ordering(place).Operators));

    /// <summary>The mean in each seed that has all.</summary>
    public static double?[] Mean(IReadOnlyList<double?[]> rows)
    {
        if (rows is [var one])
            return one;
        var mean = new double?[rows[0].Length];
        for (var seed = 0; seed < mean.Length; seed++)
        {
            double? sum = 0;
            foreach (var row in rows)
                sum += row[seed];
            mean[seed] = sum / rows.Count;
        }

        return mean;
    }

    /// <summary>First minus second in each seed that has both.</summary>
    public static double?[] Minus(double?[] first, double?[] second)
    {
        var difference = new double?[first.Length];
        for (var seed = 0; seed < difference.Length; seed++)
            difference[seed] = first[seed] - second[seed];
        return difference;
    }

    /// <summary>The values that are there.</summary>
    public static double[] Known(double?[] values) => [.. values.OfType<double>()];

    /// <summary>The seeds that all rows have finished, as rows of seeds; null when a value is not finite or there are fewer than 2.</summary>
    public static List<double[]>? Blocks(IReadOnlyList<SeedRow> rows)
    {
        List<double[]> blocks = [];
        for (var seed = 0; seed < rows[0].Values.Length; seed++)
        {
            if (rows.All(row => row.Values[seed] is not null))
                blocks.Add([.. rows.Select(row => row.Values[seed]!.Value)]);
        }

        return blocks.Count < 2 || blocks.Any(block => !block.All(double.IsFinite)) ? null : blocks;
    }
}
