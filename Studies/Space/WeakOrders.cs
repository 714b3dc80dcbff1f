using System.Collections.Immutable;

namespace JointQP.Studies.Space;

/// <summary>Every way to order some items, as the place of each, counted from 0.</summary>
internal static class WeakOrders
{
    /// <summary>
    /// Places of the items, in lexicographic order and with no place left empty. With ties there are as many as the ordered Bell numbers say
    /// (1, 3, 13, 75, 541 for 1 to 5 items), without as many as there are permutations.
    /// </summary>
    /// <param name="items">How many; at least 1.</param>
    /// <param name="ties">Whether several items may share a place.</param>
    public static IEnumerable<ImmutableArray<int>> Of(int items, bool ties) => Complete([], items, ties);

    private static IEnumerable<ImmutableArray<int>> Complete(ImmutableArray<int> chosen, int items, bool ties)
    {
        if (chosen.Length == items)
            return [chosen];
        return Enumerable.Range(0, items)
            .Where(place => ties || !chosen.Contains(place))
            .Select(place => chosen.Add(place))
            .Where(next => Gaps(next) <= items - next.Length)
            .SelectMany(next => Complete(next, items, ties));
    }

    /// <summary>Places before the last one that nobody has: each needs one more item.</summary>
    private static int Gaps(ImmutableArray<int> places) => places.Max() + 1 - places.Distinct().Count();
}
