using System.Collections.Immutable;
using JointQP.Studies.Analysis.Statistics;
using Orleans;

namespace JointQP.Studies.Analysis.Verdicts;

/// <summary>What an experiment says of the orders of one set of operators, strengths and targets.</summary>
/// <remarks>An ordering with several schedules is the mean over them in each seed that has finished them all.</remarks>
/// <param name="Operators">The operators without their order, such as <c>P0.5(w) Q8(w)</c>.</param>
/// <param name="Orderings">In the order of their first trials.</param>
/// <param name="Primary">The contrasts of precedence: one for each two operators that come in both orders.</param>
/// <param name="Secondary">Every pair of orderings.</param>
/// <param name="Ranking">The orderings ranked within seeds; null with fewer than 3 of them or 2 seeds that have finished all.</param>
/// <param name="BestProbability">How probable it is that each ordering is the best; empty with fewer than 2 seeds that have finished all.</param>
/// <param name="Plane">Its onsets; null unless two operators start at several onsets.</param>
[GenerateSerializer, Immutable, Alias("JointQP.OperatorsVerdict")]
public sealed record OperatorsVerdict(
    [property: Id(0)] string Operators,
    [property: Id(1)] ImmutableArray<string> Orderings,
    [property: Id(2)] ImmutableArray<OrderContrast> Primary,
    [property: Id(3)] ImmutableArray<OrderContrast> Secondary,
    [property: Id(4)] FriedmanResult? Ranking,
    [property: Id(5)] ImmutableArray<double> BestProbability,
    [property: Id(6)] OnsetPlane? Plane)
{
    /// <summary>
    /// Whether the difference of every two orderings is shown to lie inside the margin. All tests must show it, so each is made at the full level
    /// (intersection-union: Berger 1982). Contrasts alone do not say so: they are means over orders, whose differences may cancel each other out.
    /// </summary>
    internal bool IsAlike(double alpha) => Secondary.All(pair => pair.Result.EquivalenceP <= alpha);
}
