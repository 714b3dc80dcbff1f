using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using JointQP.Studies.Words;

namespace JointQP.Studies.Notation;

/// <summary>Which operator and target is introduced before which, such as <c>P0.5(w,f) -> Q8(w,f)</c> (paper: order of introduction).</summary>
public sealed record Ordering
{
    private const string FloatText = "float";

    private string? _text;

    /// <summary>Places from first to last.</summary>
    /// <exception cref="ArgumentException">A target is pruned twice or quantized twice.</exception>
    public Ordering(params ImmutableArray<Place> places)
    {
        Places = places.IsDefault ? [] : places;
        var twice = Operations.GroupBy(operation => (operation.Kind, operation.Target)).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new ArgumentException(Twice(twice.Key.Kind, twice.Key.Target), nameof(places));
    }

    /// <summary>No operator: training as it is, written <c>float</c>.</summary>
    public static Ordering Float { get; } = new([]);

    /// <summary>From first to last; empty for <c>float</c>.</summary>
    public ImmutableArray<Place> Places { get; }

    /// <summary>Every operator and target, in order; those of one place have no order among them.</summary>
    public IEnumerable<Operation> Operations => Places.SelectMany(place => place.Terms).SelectMany(term => term.Operations);

    /// <summary>The operators, strengths and targets without their order: the same for all orders of the same ones.</summary>
    internal string Operators =>
        string.Join(' ', Operations.OrderBy(operation => operation.Kind).ThenBy(operation => operation.Target)
            .Select(operation => new Term(operation.Kind, operation.Strength, operation.Target)));

    /// <summary>Reads notation. White space is free, <c>→</c> is the same as <c>-></c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Ordering? ordering, [NotNullWhen(false)] out NotationProblem? problem) =>
        new OrderingReader(text).TryRead(out ordering, out problem);

    /// <summary>Reads notation that is known to be right.</summary>
    /// <exception cref="FormatException">It is not; the message tells the column, what was found and what is allowed.</exception>
    public static Ordering Parse(string text) =>
        TryParse(text, out var ordering, out var problem) ? ordering : throw new FormatException(problem.ToString());

    /// <summary>
    /// Whether the other ordering introduces the same operators, strengths and targets in another order: then their difference is
    /// the effect of order. Symmetric; false for an ordering and itself.
    /// </summary>
    public bool IsReorderingOf(Ordering other)
    {
        var (mine, theirs) = (Ranks(), other.Ranks());
        return mine.Count == theirs.Count
            && mine.Keys.All(theirs.ContainsKey)
            && mine.Any(rank => theirs[rank.Key] != rank.Value);
    }

    /// <inheritdoc/>
    public bool Equals(Ordering? other) => other is not null && Places.SequenceEqual(other.Places);

    /// <inheritdoc/>
    public override int GetHashCode() => Places.Aggregate(0, HashCode.Combine);

    /// <summary>Canonical notation; parsing it gives an equal ordering.</summary>
    // Thousands of schedules of a grid are of the same few orderings.
    public override string ToString() => _text ??= Places.IsEmpty ? FloatText : string.Join(" -> ", Places);

    internal static string Twice(OperatorKind kind, Target target) =>
        $"{(target == Target.Weights ? "w (weights)" : "f (features)")} is {(kind == OperatorKind.Prune ? "pruned" : "quantized")} twice; "
        + "an ordering prunes each target at most once and quantizes it at most once";

    private Dictionary<Operation, int> Ranks() =>
        Places.SelectMany((place, rank) => place.Terms.SelectMany(term => term.Operations).Select(operation => (operation, rank)))
            .ToDictionary(pair => pair.operation, pair => pair.rank);
}

/// <summary>Why a text is no ordering.</summary>
/// <param name="Column">Where, counted from 1 in the text.</param>
/// <param name="Message">What was found and what is allowed.</param>
public sealed record NotationProblem(int Column, string Message)
{
    /// <summary>Column and message.</summary>
    public override string ToString() => $"column {Column}: {Message}";
}
