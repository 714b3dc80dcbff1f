using System.Collections.Immutable;
using JointQP.Studies.Results;
using Orleans;

namespace JointQP.Studies.Analysis.Layers;

/// <summary>What the trials of an experiment measured at the places of their network where operators settled.</summary>
/// <param name="Experiment">Its name.</param>
/// <param name="Rows">By schedule, then by place, then by moment, each in the order in which trials came to it.</param>
/// <param name="Trials">The trials that are in it.</param>
/// <param name="LeftOut">Trials that were finished and not read, because they would be too many.</param>
[GenerateSerializer, Immutable, Alias("JointQP.ExperimentLayers")]
public sealed record ExperimentLayers(
    [property: Id(0)] string Experiment,
    [property: Id(1)] ImmutableArray<LayerRow> Rows,
    [property: Id(2)] int Trials,
    [property: Id(3)] int LeftOut = 0)
{
    /// <summary>So many trials are read of one experiment.</summary>
    public const int MostTrials = 1000;

    /// <summary>The rows of the last moment of each place: those where every operator of the place had settled.</summary>
    public IEnumerable<LayerRow> Settled => Rows.GroupBy(row => (row.Schedule, row.Site)).Select(moments => moments.MaxBy(row => row.Moment)!);

    /// <summary>The trials that are read of those that are finished: all, or fewer seeds of every schedule.</summary>
    /// <param name="done">Trials that are finished, in the plan's order, which is kept.</param>
    /// <param name="schedule">The label of a trial's schedule.</param>
    public static List<T> Chosen<T>(IReadOnlyList<T> done, Func<T, string> schedule) =>
    [
        .. done.Index().GroupBy(trial => schedule(trial.Item), StringComparer.Ordinal).SelectMany(seeds => seeds.Index())
            .OrderBy(seed => seed.Index).Take(MostTrials).Select(seed => seed.Item).OrderBy(trial => trial.Index).Select(trial => trial.Item),
    ];

    /// <summary>Joins what trials measured.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="trials">Trials that are finished.</param>
    /// <param name="leftOut">How many more are finished.</param>
    public static ExperimentLayers Of(string experiment, IEnumerable<LayerTrial> trials, int leftOut = 0)
    {
        var all = trials.ToList();
        return new(experiment, [.. all.GroupBy(trial => trial.Schedule, StringComparer.Ordinal).SelectMany(Schedule)], all.Count, leftOut);
    }

    /// <summary>Where the two orders of pruning and quantization are furthest apart, in a sentence; null where no place has both.</summary>
    public string? Sentence()
    {
        var commutators = Settled.Where(row => row.Values.ContainsKey(LayerMeasure.Commutator)).GroupBy(row => row.Site, StringComparer.Ordinal)
            .Select(site => (Site: site.Key, Mean: site.Average(row => row.Values[LayerMeasure.Commutator].Mean), Rows: site.ToList())).ToList();
        if (commutators.Count == 0)
            return null;
        var (most, least) = (commutators.MaxBy(site => site.Mean), commutators.MinBy(site => site.Mean));
        var overlap = most.Rows.Average(row => row.Values[LayerMeasure.MaskOverlap].Mean);
        var text = FormattableString.Invariant(
            $"Where both have settled, pruning and quantization commute least at {most.Site}: tried on one tensor, their two orders differ by {most.Mean:G2} of its norm, and {overlap * 100:0.0} % of what one mask keeps the other keeps too.");
        return commutators.Count == 1
            ? text
            : text + FormattableString.Invariant($" They commute best at {least.Site} ({least.Mean:G2}).");
    }

    private static IEnumerable<LayerRow> Schedule(IGrouping<string, LayerTrial> schedule)
    {
        var values = new Dictionary<(string Site, int Moment), Dictionary<string, List<double>>>();
        List<(string Site, int Moment)> order = [];
        foreach (var (site, moment, measure, value) in schedule.SelectMany(trial => trial.Measured()))
        {
            if (!values.TryGetValue((site, moment), out var measures))
            {
                values.Add((site, moment), measures = new(StringComparer.Ordinal));
                order.Add((site, moment));
            }

            if (!measures.TryGetValue(measure, out var found))
                measures.Add(measure, found = []);
            found.Add(value);
        }

        var sites = order.Select(key => key.Site).Distinct(StringComparer.Ordinal).Index().ToDictionary(site => site.Item, site => site.Index, StringComparer.Ordinal);
        return order.OrderBy(key => sites[key.Site]).ThenBy(key => key.Moment).Select(key => new LayerRow(
            schedule.Key,
            schedule.First().Ordering,
            key.Site,
            key.Moment,
            values[key].ToImmutableSortedDictionary(measure => measure.Key, measure => Interval.Of(measure.Value)!, StringComparer.Ordinal)));
    }
}

/// <summary>One place of the network under one schedule.</summary>
/// <param name="Schedule">The schedule's label.</param>
/// <param name="Ordering">Its ordering, such as <c>P0.5(w) -> Q8(w)</c>.</param>
/// <param name="Site">The place: <c>conv1.weight</c>.</param>
/// <param name="Moment">1 where its first operator settled, 2 where its second did later.</param>
/// <param name="Values">Means over seeds of those of <see cref="LayerMeasure.All"/> that there are.</param>
[GenerateSerializer, Immutable, Alias("JointQP.LayerRow")]
public sealed record LayerRow(
    [property: Id(0)] string Schedule,
    [property: Id(1)] string Ordering,
    [property: Id(2)] string Site,
    [property: Id(3)] int Moment,
    [property: Id(4)] ImmutableSortedDictionary<string, Interval> Values);

/// <summary>A finished trial with its metrics; those that are no <see cref="LayerMeasure"/> are passed over.</summary>
/// <param name="Schedule">Its schedule's label.</param>
/// <param name="Ordering">Its ordering.</param>
/// <param name="Metrics">In any order, each once.</param>
public sealed record LayerTrial(string Schedule, string Ordering, IReadOnlyCollection<MetricPoint> Metrics)
{
    /// <summary>Its measures by place and moment, places by name.</summary>
    internal IEnumerable<(string Site, int Moment, string Measure, double Value)> Measured()
    {
        var points = new List<(string Site, string Measure, long Step, double Value)>();
        foreach (var point in Metrics)
        {
            if (LayerMeasure.TryParse(point.Name, out var site, out var measure))
                points.Add((site, measure, point.Step, point.Value));
        }

        return points.GroupBy(point => point.Site, StringComparer.Ordinal).OrderBy(site => site.Key, StringComparer.Ordinal).SelectMany(site =>
            site.GroupBy(point => point.Step).OrderBy(step => step.Key).Index().SelectMany(step =>
                step.Item.OrderBy(point => point.Measure, StringComparer.Ordinal).Select(point => (site.Key, step.Index + 1, point.Measure, point.Value))));
    }
}
