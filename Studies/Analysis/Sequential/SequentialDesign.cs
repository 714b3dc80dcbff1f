using System.Collections.Immutable;
using Orleans;

namespace JointQP.Studies.Analysis.Sequential;

/// <summary>How a study gets seeds until its primary comparison is decided. All of it is fixed before the first training.</summary>
/// <param name="Experiment">The experiment that has the primary comparison.</param>
/// <param name="Operators">The set of operators that it is about, without their order, such as <c>P0.5(w) Q8(w)</c>.</param>
/// <param name="First">The operator of which it is asked whether it should come before <paramref name="Second"/>.</param>
/// <param name="Second">The other operator.</param>
/// <param name="Seeds">Every seed that may be used, in the order of their use.</param>
/// <param name="Looks">When it is looked at, and at which levels; the last at all seeds.</param>
/// <param name="Margin">
/// The experiment's margin, in its metric's unit: what shows that there is no difference. A margin that somebody asks an analysis for changes no decision.
/// </param>
[GenerateSerializer, Immutable, Alias("JointQP.SequentialDesign")]
public sealed record SequentialDesign(
    [property: Id(0)] string Experiment,
    [property: Id(1)] string Operators,
    [property: Id(2)] string First,
    [property: Id(3)] string Second,
    [property: Id(4)] ImmutableArray<long> Seeds,
    [property: Id(5)] ImmutableArray<SeedLook> Looks,
    [property: Id(6)] double? Margin)
{
    /// <summary>What the levels of all looks add up to at most.</summary>
    public const double Alpha = 0.05;

    /// <summary>The primary comparison in words, such as <c>P0.5(w) before Q8(w)</c>.</summary>
    public string Primary => $"{First} before {Second}";

    /// <summary>Whether a contrast of precedence is the primary comparison.</summary>
    /// <param name="operators">The set of operators that it is about.</param>
    /// <param name="first">The operator that it asks about.</param>
    /// <param name="second">The operator that it should come before.</param>
    public bool IsPrimary(string operators, string first, string second) => (Operators, First, Second) == (operators, first, second);

    /// <summary>The seeds that a look has more than the one before it.</summary>
    /// <param name="look">Counted from 1.</param>
    public ImmutableArray<long> SeedsOf(int look) => Seeds[(look < 2 ? 0 : Looks[look - 2].Seeds)..Looks[look - 1].Seeds];

    /// <inheritdoc cref="SequentialComparison.Decide"/>
    public SequentialDecision Decide(ReadOnlySpan<double?> differences) => new SequentialComparison(Looks, Margin, alpha: Alpha).Decide(differences);
}

/// <summary>How the primary comparison of a study that gets seeds until it is decided stands.</summary>
/// <param name="Design">What was fixed before.</param>
/// <param name="Decision">What the looks so far have come to. It follows from the results of the trials alone.</param>
/// <param name="Sentence">What it means, for people.</param>
[GenerateSerializer, Immutable, Alias("JointQP.SequentialVerdict")]
public sealed record SequentialVerdict(
    [property: Id(0)] SequentialDesign Design, [property: Id(1)] SequentialDecision Decision, [property: Id(2)] string Sentence);
