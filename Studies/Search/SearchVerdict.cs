using System.Collections.Immutable;
using System.Globalization;
using JointQP.Studies.Analysis;
using Orleans;

namespace JointQP.Studies.Search;

/// <summary>What a search has come to.</summary>
/// <param name="Schedules">How many it tried.</param>
/// <param name="Trials">Trials that it asked for, of at most <paramref name="Budget"/>.</param>
/// <param name="Budget">The most that it may ask for.</param>
/// <param name="Winner">The label of the best schedule; null until the search is done, or when none could be trained.</param>
/// <param name="Rival">The best of another order; null where there is none.</param>
/// <param name="Seeds">The seeds that the winner is confirmed on, none of which the search has seen.</param>
/// <param name="Metric">The verdict's metric of the winner over those seeds; null until one is done.</param>
/// <param name="Difference">Winner minus rival over those seeds, paired; null until a pair is done.</param>
/// <param name="Concluded">Whether all its trials are over and no step follows.</param>
/// <param name="Confirmed">Whether all trials on those seeds are over; until then everything is exploratory.</param>
/// <param name="Sentence">What it means, for people.</param>
/// <param name="Steps">What was done and why, in order.</param>
[GenerateSerializer, Immutable, Alias("JointQP.SearchVerdict")]
public sealed record SearchVerdict(
    [property: Id(0)] int Schedules,
    [property: Id(1)] int Trials,
    [property: Id(2)] int Budget,
    [property: Id(3)] string? Winner,
    [property: Id(4)] string? Rival,
    [property: Id(5)] ImmutableArray<long> Seeds,
    [property: Id(6)] Interval? Metric,
    [property: Id(7)] Interval? Difference,
    [property: Id(8)] bool Concluded,
    [property: Id(9)] bool Confirmed,
    [property: Id(10)] string Sentence,
    [property: Id(11)] ImmutableArray<SearchStep> Steps)
{
    /// <summary>The verdict of the steps so far.</summary>
    /// <param name="settings">The search.</param>
    /// <param name="steps">Its steps.</param>
    /// <param name="concluded">Whether the trials of all of them are over and no step follows.</param>
    /// <param name="metric">The metric of verdicts.</param>
    /// <param name="value">That metric of a schedule with a seed; null where there is none.</param>
    public static SearchVerdict Of(
        SearchSettings settings, ImmutableArray<SearchStep> steps, bool concluded, VerdictMetric metric, Func<string, long, double?> value)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(metric);
        ArgumentNullException.ThrowIfNull(value);
        var confirm = steps.LastOrDefault(step => step.Move == SearchMove.Confirm);
        var (winner, rival) = (confirm?.Schedules[0].Name, confirm?.Schedules.ElementAtOrDefault(1)?.Name);
        ImmutableArray<long> seeds = confirm?.Seeds ?? [];
        var reached = winner is null ? null : Interval.Of(seeds.Select(seed => value(winner, seed)).OfType<double>());
        var difference = winner is null || rival is null ? null : Interval.Of(seeds.Select(seed => value(winner, seed) - value(rival, seed)).OfType<double>());
        var confirmed = concluded && confirm is not null;
        return new(
            steps.SelectMany(step => step.Schedules).Select(schedule => schedule.Name).Distinct(StringComparer.Ordinal).Count(),
            steps.Sum(step => step.Trials),
            settings.Budget,
            winner,
            rival,
            seeds,
            reached,
            difference,
            concluded,
            confirmed,
            Tell(confirmed, concluded, winner, rival, seeds.Length, difference, metric),
            steps);
    }

    private static string Tell(bool confirmed, bool concluded, string? winner, string? rival, int seeds, Interval? difference, VerdictMetric metric)
    {
        if (winner is null)
            return concluded ? "None of its schedules could be trained." : "Exploratory: the search goes on, by validation data; nothing is confirmed yet.";
        if (!confirmed)
            return $"Exploratory: {winner} is the best by validation data, and is being confirmed on {Number(seeds)} seeds that the search has not seen.";
        var against = rival is null ? "There is no other order to compare it with." : ComparisonSentence.Of(winner, rival, difference, metric);
        var worse = difference is { ExcludesZero: true } && difference.Mean > 0 != metric.HigherIsBetter;
        return (worse ? "Not confirmed on" : "Measured on") + $" {Number(seeds)} fresh seeds by test data. {against}";
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
