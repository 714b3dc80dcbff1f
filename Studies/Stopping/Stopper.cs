using System.Collections.Immutable;
using System.Globalization;
using JointQP.Studies.Notation;

namespace JointQP.Studies.Stopping;

/// <summary>A schedule at a rung.</summary>
/// <param name="Schedule">Its label.</param>
/// <param name="Ordering">Its ordering.</param>
/// <param name="Values">What each of its seeds has reached there on validation data, by seed.</param>
public sealed record Contender(string Schedule, Ordering Ordering, IReadOnlyDictionary<long, double> Values);

/// <summary>Decides who goes on past a rung.</summary>
public static class Stopper
{
    /// <summary>With fewer there is no middle to be worse than.</summary>
    private const int FewestForMedian = 3;

    /// <summary>
    /// The contenders that end here, in their order. They are compared by their means over the seeds that all of them have, so that no one is
    /// better by easier seeds; without such a seed none is stopped. Of what is equal the earlier one goes on.
    /// </summary>
    /// <param name="settings">The rule.</param>
    /// <param name="contenders">All that have come to this rung, in the plan's order.</param>
    /// <param name="higherIsBetter">The direction of their values.</param>
    public static ImmutableArray<StoppedSchedule> Judge(StopperSettings settings, IReadOnlyList<Contender> contenders, bool higherIsBetter)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(contenders);
        var seeds = contenders.Select(contender => contender.Values.Keys).Aggregate((IEnumerable<long>?)null, (all, its) => all?.Intersect(its) ?? its)?.Order().ToList();
        if (seeds is null or [])
            return [];
        var groups = contenders
            .Select(contender => (contender.Schedule, Mean: seeds.Average(seed => contender.Values[seed]), Operators: settings.Apart ? contender.Schedule : contender.Ordering.Operators))
            .GroupBy(contender => contender.Operators, StringComparer.Ordinal)
            .Select(group => (Members: group.ToList(), Best: higherIsBetter ? group.Max(member => member.Mean) : group.Min(member => member.Mean)))
            .ToList();
        // A stable sort: of equals the earlier one is before.
        var ranked = higherIsBetter ? groups.OrderByDescending(group => group.Best).ToList() : [.. groups.OrderBy(group => group.Best)];
        var (kept, line) = settings.Rule == StopperRule.Median ? Median(ranked, higherIsBetter) : Halve(ranked, settings.Keep);
        return
        [
            .. from place in ranked.Index().Skip(kept)
               from member in place.Item.Members
               orderby contenders.Index().First(contender => contender.Item.Schedule == member.Schedule).Index
               select new StoppedSchedule(member.Schedule, Why(member.Mean, place.Item, place.Index + 1, ranked.Count, line)),
        ];
    }

    private static (int Kept, string Line) Median(List<(List<(string, double, string)> Members, double Best)> ranked, bool higherIsBetter)
    {
        var middle = ranked.Count / 2;
        var median = ranked.Count % 2 == 1 ? ranked[middle].Best : (ranked[middle - 1].Best + ranked[middle].Best) / 2;
        var kept = ranked.Count < FewestForMedian ? ranked.Count : ranked.Count(group => higherIsBetter ? group.Best >= median : group.Best <= median);
        return (kept, $"worse than the median {Text(median)}");
    }

    private static (int Kept, string Line) Halve(List<(List<(string, double, string)> Members, double Best)> ranked, double keep)
    {
        // What 0.1 x 30 is in binary must not keep a fourth.
        var kept = Math.Clamp((int)Math.Ceiling((ranked.Count * keep) - 1e-9), 1, ranked.Count);
        return (kept, $"not among the best {kept}, the last of which had {Text(ranked[kept - 1].Best)}");
    }

    private static string Why(double mean, (List<(string Schedule, double Mean, string Operators)> Members, double Best) group, int rank, int of, string line) =>
        $"{Text(mean)} on validation data"
        + (group.Members.Count > 1 ? $", {Text(group.Best)} by the best of {group.Members.Count} orders" : "")
        + $": rank {rank} of {of}, {line}";

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
