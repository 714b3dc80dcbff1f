using System.Collections.Immutable;
using JointQP.Studies.Notation;

namespace JointQP.Studies.Space;

/// <summary>All orderings of some operators.</summary>
public static class OrderingSpace
{
    /// <summary>
    /// Each ordering once, always in the same order: by the place of the first operator, then of the second, and so on. So the one that ties
    /// all comes first.
    /// </summary>
    /// <param name="terms">What is ordered; each term stays whole, so <c>Q8(w,f)</c> is one item and <c>Q8(w)</c> and <c>Q8(f)</c> are two.</param>
    /// <param name="ties">Whether several may start at the same step.</param>
    /// <exception cref="ArgumentException">There is no term, or a target is pruned twice or quantized twice.</exception>
    public static IEnumerable<Ordering> Of(ImmutableArray<Term> terms, bool ties)
    {
        if (terms.IsDefaultOrEmpty)
            throw new ArgumentException("a space of orderings has at least one operator", nameof(terms));
        _ = new Ordering([new Place(terms)]);
        return WeakOrders.Of(terms.Length, ties).Select(places => At(terms, places));
    }

    /// <summary>The place of an operator in an ordering, from 0.</summary>
    /// <exception cref="ArgumentException">It is not there.</exception>
    internal static int PlaceOf(Ordering ordering, Term term)
    {
        for (var place = 0; place < ordering.Places.Length; place++)
        {
            if (ordering.Places[place].Terms.Contains(term))
                return place;
        }

        throw new ArgumentException($"'{ordering}' does not have {term}", nameof(term));
    }

    private static Ordering At(ImmutableArray<Term> terms, ImmutableArray<int> places) =>
        new([.. terms.Zip(places).GroupBy(pair => pair.Second).OrderBy(group => group.Key).Select(group => new Place([.. group.Select(pair => pair.First)]))]);
}
