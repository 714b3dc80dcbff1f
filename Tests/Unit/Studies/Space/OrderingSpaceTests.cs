using System.Collections.Immutable;
using CsCheck;
using JointQP.Studies.Notation;
using JointQP.Studies.Space;
using JointQP.Studies.Words;

namespace JointQP.Tests.Unit.Studies.Space;

public sealed class OrderingSpaceTests
{
    private static readonly ImmutableArray<Term> Four =
    [
        new(OperatorKind.Prune, 0.5, Target.Weights), new(OperatorKind.Prune, 0.7, Target.Features),
        new(OperatorKind.Quantize, 8, Target.Weights), new(OperatorKind.Quantize, 4, Target.Features),
    ];

    private static readonly Gen<ImmutableArray<Term>> AnyTerms =
        Gen.Select(Gen.Shuffle(Four.ToArray()), Gen.Int[1, 4]).Select((terms, count) => terms.Take(count).ToImmutableArray());

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 3, 2)]
    [InlineData(3, 13, 6)]
    [InlineData(4, 75, 24)]
    [InlineData(5, 541, 120)]
    [InlineData(6, 4683, 720)]
    public void WeakOrders_OfItems_AreAsManyAsMathematicsSays(int items, int weak, int strict)
    {
        Assert.Equal(weak, WeakOrders.Of(items, ties: true).Count());
        Assert.Equal(strict, WeakOrders.Of(items, ties: false).Count());
    }

    [Fact]
    public void Of_TwoTerms_IsThisInThisOrder()
    {
        Assert.Equal(["P0.5(w) = Q8(w)", "P0.5(w) -> Q8(w)", "Q8(w) -> P0.5(w)"], OrderingSpace.Of([Four[0], Four[2]], ties: true).Select(ordering => ordering.ToString()));
        Assert.Equal(["P0.5(w) -> Q8(w)", "Q8(w) -> P0.5(w)"], OrderingSpace.Of([Four[0], Four[2]], ties: false).Select(ordering => ordering.ToString()));
    }

    [Fact]
    public void Of_TermWithTwoTargets_KeepsItWhole()
    {
        var terms = ImmutableArray.Create(new Term(OperatorKind.Prune, 0.5, Target.Weights, Target.Features), new Term(OperatorKind.Quantize, 8, Target.Weights, Target.Features));

        Assert.Equal(["P0.5(w,f) = Q8(w,f)", "P0.5(w,f) -> Q8(w,f)", "Q8(w,f) -> P0.5(w,f)"], OrderingSpace.Of(terms, ties: true).Select(ordering => ordering.ToString()));
    }

    [Fact]
    public void Of_AnyTerms_IsEachOrderingOnceAndReadsBack() =>
        Gen.Select(AnyTerms, Gen.Bool).Sample((terms, ties) =>
        {
            var space = OrderingSpace.Of(terms, ties).ToList();
            Assert.Equal(space.Count, space.Distinct().Count());
            Assert.Equal(space.Count, space.Select(ordering => ordering.ToString()).Distinct().Count());
            Assert.Equal(space, OrderingSpace.Of(terms, ties));
            Assert.All(space, ordering =>
            {
                Assert.Equal(ordering, Ordering.Parse(ordering.ToString()));
                Assert.Equal(terms.ToHashSet(), ordering.Places.SelectMany(place => place.Terms).ToHashSet());
                Assert.True(ties || ordering.Places.All(place => place.Terms.Length == 1));
            });
        });

    [Fact]
    public void Of_AnyTermsUnderAnyRules_IsWhatBruteForceFinds()
    {
        var rules = Gen.Select(Gen.Int[0, 3], Gen.Enum<OrderRelation>(), Gen.Int[0, 3]).Array[0, 3];
        Gen.Select(AnyTerms, Gen.Bool, rules).Sample((terms, ties, drawn) =>
        {
            var inside = drawn.Where(rule => rule.Item1 < terms.Length && rule.Item3 < terms.Length && rule.Item1 != rule.Item3).ToList();
            var found = OrderingSpace.Of(terms, ties).Where(ordering => inside.All(rule => new OrderRule(terms[rule.Item1], rule.Item2, terms[rule.Item3]).Holds(ordering)));
            Assert.Equal(BruteForce(terms, ties, inside), found.Select(ordering => ordering.ToString()).ToHashSet());
        });
    }

    [Fact]
    public void Of_TargetTwice_Throws()
    {
        Assert.Throws<ArgumentException>(() => OrderingSpace.Of([Four[0], new Term(OperatorKind.Prune, 0.9, Target.Weights)], ties: true));
        Assert.Throws<ArgumentException>(() => OrderingSpace.Of([], ties: true));
    }

    [Fact]
    public void Sample_OfAnySpace_RepeatsNothingAndKeepsTheOrderAndTheSmallerSample() =>
        Gen.Select(Gen.Int[0, 60], Gen.Int[0, 60], Gen.Long).Sample((one, other, seed) =>
        {
            var names = OrderingSpace.Of(Four, ties: true).Select(ordering => ordering.ToString()).ToList();
            var (smaller, larger) = (SpaceSample.Of(names, name => name, Math.Min(one, other), seed), SpaceSample.Of(names, name => name, Math.Max(one, other), seed));
            Assert.Equal(Math.Max(one, other), larger.Distinct().Count());
            Assert.Equal(larger.OrderBy(names.IndexOf), larger);
            Assert.Subset(larger.ToHashSet(), smaller.ToHashSet());
            Assert.Equal(larger, SpaceSample.Of(names, name => name, Math.Max(one, other), seed));
        });

    [Fact]
    public void Sample_OverManySeeds_TakesEachAboutAsOften()
    {
        var names = OrderingSpace.Of(Four, ties: true).Select(ordering => ordering.ToString()).ToList();

        var times = Enumerable.Range(0, 750).SelectMany(seed => SpaceSample.Of(names, name => name, 10, seed)).CountBy(name => name).ToList();

        // 100 each are expected, with a deviation of 9.3: six of them are far outside of chance, and the seeds are fixed.
        Assert.Equal(75, times.Count);
        Assert.All(times, pair => Assert.InRange(pair.Value, 44, 156));
    }

    // Every function from terms to numbers, the orders they make told apart by their text.
    private static HashSet<string> BruteForce(ImmutableArray<Term> terms, bool ties, List<(int First, OrderRelation Relation, int Second)> rules)
    {
        var found = new HashSet<string>();
        for (var code = 0; code < Math.Pow(terms.Length, terms.Length); code++)
        {
            var at = terms.Select((_, i) => code / (int)Math.Pow(terms.Length, i) % terms.Length).ToArray();
            if (!ties && at.Distinct().Count() < at.Length)
                continue;
            if (rules.All(rule => at[rule.First].CompareTo(at[rule.Second]) == rule.Relation switch { OrderRelation.Before => -1, OrderRelation.After => 1, _ => 0 }))
                found.Add(string.Join(" -> ", at.Distinct().Order().Select(place => new Place([.. terms.Where((_, i) => at[i] == place)]))));
        }

        return found;
    }
}
