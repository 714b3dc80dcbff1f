using System.Collections.Immutable;
using JointQP.Studies.Notation;
using JointQP.Studies.Words;

namespace JointQP.Studies.Analysis.Verdicts;

/// <summary>Operations that start together in every ordering: one operator in the question of order.</summary>
/// <param name="Text">In notation, such as <c>P0.5(w,f)</c>.</param>
/// <param name="Operators">The same as <see cref="Ordering.Operators"/> has it: what trials of it alone are found by.</param>
/// <param name="Kind">Null when it prunes and quantizes.</param>
/// <param name="Operations">At least one.</param>
internal sealed record Unit(string Text, string Operators, OperatorKind? Kind, ImmutableArray<Operation> Operations);

/// <summary>Two operators with the orderings that have the first before the second, and those that have it after.</summary>
internal sealed record Precedence(Unit First, Unit Second, ImmutableArray<int> Before, ImmutableArray<int> After)
{
    /// <summary>The operators of some orderings of the same ones, prunings first.</summary>
    public static ImmutableArray<Unit> Units(IReadOnlyList<Ordering> orderings)
    {
        var ranks = orderings.Select(Ranks).ToList();
        return
        [
            .. orderings[0].Operations
                .OrderBy(operation => operation.Kind).ThenBy(operation => operation.Target)
                .GroupBy(operation => string.Join(',', ranks.Select(rank => rank[operation])), StringComparer.Ordinal)
                .Select(group => Make([.. group])),
        ];
    }

    /// <summary>Each two operators that come in both orders. An ordering that ties them is on neither side.</summary>
    public static IEnumerable<Precedence> Of(IReadOnlyList<Ordering> orderings)
    {
        var (units, ranks) = (Units(orderings), orderings.Select(Ranks).ToList());
        for (var i = 0; i < units.Length; i++)
        {
            for (var j = i + 1; j < units.Length; j++)
            {
                var (first, second) = (units[i].Operations[0], units[j].Operations[0]);
                ImmutableArray<int> before = [.. ranks.Index().Where(one => one.Item[first] < one.Item[second]).Select(one => one.Index)];
                ImmutableArray<int> after = [.. ranks.Index().Where(one => one.Item[first] > one.Item[second]).Select(one => one.Index)];
                if (before.Length > 0 && after.Length > 0)
                    yield return new(units[i], units[j], before, after);
            }
        }
    }

    /// <summary>How many contrasts the verdict of an experiment with these orderings goes by: its primary family.</summary>
    public static int Count(IEnumerable<Ordering> orderings) =>
        orderings.Distinct().GroupBy(ordering => ordering.Operators, StringComparer.Ordinal).Sum(same => Of([.. same]).Count());

    private static Dictionary<Operation, int> Ranks(Ordering ordering) =>
        ordering.Places.Index().SelectMany(place => place.Item.Terms.SelectMany(term => term.Operations).Select(operation => (operation, place.Index)))
            .ToDictionary(pair => pair.operation, pair => pair.Index);

    private static Unit Make(ImmutableArray<Operation> operations)
    {
        Place place = new([.. operations.GroupBy(operation => (operation.Kind, operation.Strength))
            .Select(group => new Term(group.Key.Kind, group.Key.Strength, [.. group.Select(operation => operation.Target)]))]);
        var kinds = operations.Select(operation => operation.Kind).Distinct().ToList();
        return new(place.ToString(), new Ordering(place).Operators, kinds is [var kind] ? kind : null, operations);
    }
}
