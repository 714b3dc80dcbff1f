using System.Collections.Immutable;

namespace JointQP.Studies.Notation;

/// <summary>One start in an ordering: the terms that begin at the same step, tied by <c>=</c>.</summary>
public sealed record Place
{
    /// <summary>Ties the terms. Their order says nothing, so they are kept sorted: pruning first, as it acts first within a step.</summary>
    /// <exception cref="ArgumentException">No term.</exception>
    public Place(params ImmutableArray<Term> terms)
    {
        if (terms.IsDefaultOrEmpty)
            throw new ArgumentException("a place in an ordering has at least one operator", nameof(terms));
        Terms = [.. terms.OrderBy(term => term.Kind).ThenBy(term => term.Targets[0]).ThenBy(term => term.Strength)];
    }

    /// <summary>One term or more.</summary>
    public ImmutableArray<Term> Terms { get; }

    /// <inheritdoc/>
    public bool Equals(Place? other) => other is not null && Terms.SequenceEqual(other.Terms);

    /// <inheritdoc/>
    public override int GetHashCode() => Terms.Aggregate(0, HashCode.Combine);

    /// <summary>Canonical notation: <c>P0.5(w) = Q8(w)</c>.</summary>
    public override string ToString() => string.Join(" = ", Terms);
}
