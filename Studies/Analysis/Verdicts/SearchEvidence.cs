using System.Collections.Immutable;
using JointQP.Studies.Search;
using Orleans;

namespace JointQP.Studies.Analysis.Verdicts;

/// <summary>What an experiment's search says of order. It is no contrast: the schedules that it raced were chosen by what they gave, so their values flatter them.</summary>
/// <param name="Schedules">How many schedules it raced.</param>
/// <param name="Winner">The label of its winner; null until there is one.</param>
/// <param name="Rival">The best schedule of another order; null where there is none.</param>
/// <param name="Seeds">The fresh seeds that both are compared on, none of which the search has seen.</param>
/// <param name="Difference">Winner minus rival over those seeds, paired; null until a pair is done.</param>
/// <param name="Concluded">Whether the search is over.</param>
/// <param name="Confirmed">Whether all trials on those seeds are over; until then everything is exploratory.</param>
[GenerateSerializer, Immutable, Alias("JointQP.SearchEvidence")]
public sealed record SearchEvidence(
    [property: Id(0)] int Schedules,
    [property: Id(1)] string? Winner,
    [property: Id(2)] string? Rival,
    [property: Id(3)] ImmutableArray<long> Seeds,
    [property: Id(4)] Interval? Difference,
    [property: Id(5)] bool Concluded,
    [property: Id(6)] bool Confirmed)
{
    /// <summary>What a verdict may tell of a search.</summary>
    public static SearchEvidence Of(SearchVerdict search)
    {
        ArgumentNullException.ThrowIfNull(search);
        return new(search.Schedules, search.Winner, search.Rival, search.Seeds, search.Difference, search.Concluded, search.Confirmed);
    }
}
