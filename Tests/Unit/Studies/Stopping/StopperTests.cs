using System.Collections.Immutable;
using CsCheck;
using JointQP.Studies.Notation;
using JointQP.Studies.Stopping;

namespace JointQP.Tests.Unit.Studies.Stopping;

public sealed class StopperTests
{
    private const string PQ = "P0.5(w) -> Q8(w)";
    private const string QP = "Q8(w) -> P0.5(w)";

    private static readonly StopperSettings Halving = new() { Rule = StopperRule.Halving, Rungs = [10], Apart = true };
    private static readonly StopperSettings Median = Halving with { Rule = StopperRule.Median };

    [Theory]
    [InlineData(0.5, 5, new[] { "d", "e" })]
    [InlineData(0.5, 4, new[] { "c", "d" })]
    [InlineData(0.1, 5, new[] { "b", "c", "d", "e" })]
    [InlineData(0.99, 5, new string[0])]
    [InlineData(0.01, 2, new[] { "b" })]
    [InlineData(0.5, 1, new string[0])]
    public void Judge_Halving_StopsAllButTheBestPart(double keep, int count, string[] stopped) =>
        Assert.Equal(stopped, Stopped(Halving with { Keep = keep }, Alone(0.9, 0.8, 0.7, 0.6, 0.5).Take(count)));

    [Fact]
    public void Judge_HalvingOfThirtyWithATenth_KeepsThree() =>
        Assert.Equal(27, Stopped(Halving with { Keep = 0.1 }, [.. Enumerable.Range(0, 30).Select(i => Of($"s{i}", "P0.5(w)", i))]).Length);

    [Theory]
    [InlineData(new[] { 0.9, 0.8, 0.7, 0.6, 0.5 }, new[] { "d", "e" })]
    [InlineData(new[] { 0.9, 0.8, 0.7, 0.6 }, new[] { "c", "d" })]
    [InlineData(new[] { 0.9, 0.5, 0.5 }, new string[0])]
    [InlineData(new[] { 0.9, 0.5 }, new string[0])]
    public void Judge_Median_StopsWhatIsWorse(double[] values, string[] stopped) => Assert.Equal(stopped, Stopped(Median, Alone(values)));

    [Theory]
    [InlineData(true, "b")]
    [InlineData(false, "a")]
    public void Judge_EitherDirection_StopsTheWorse(bool higherIsBetter, string stopped) =>
        Assert.Equal(stopped, Assert.Single(Stopper.Judge(Halving, Alone(0.9, 0.8), higherIsBetter)).Schedule);

    [Fact]
    public void Judge_Equal_TheEarlierGoesOn() => Assert.Equal(["c", "d"], Stopped(Halving, Alone(0.5, 0.5, 0.5, 0.5)));

    [Fact]
    public void Judge_OrdersOfTheSameOperators_GoOnOrEndTogetherByTheBestOfThem()
    {
        // The worst of all is the other side of the best.
        Contender[] contenders = [Of("pq", PQ, 0.9), Of("qp", QP, 0.1), Of("p", "P0.5(w)", 0.5), Of("q", "Q8(w)", 0.4)];

        Assert.Equal(["p", "q"], Stopped(Halving with { Apart = false, Keep = 0.3 }, contenders));
        Assert.Equal(["qp", "q"], Stopped(Halving, contenders));
    }

    [Fact]
    public void Judge_SeedsThatNotAllHave_AreLeftOut()
    {
        // By all its seeds the second would be better; by those of both it is not.
        Contender one = new("a", Ordering.Parse(PQ), new Dictionary<long, double> { [1] = 0.5, [2] = 0.6 });
        Contender two = new("b", Ordering.Parse(QP), new Dictionary<long, double> { [2] = 0.5, [3] = 0.99 });

        Assert.Equal(["b"], Stopped(Halving, [one, two]));
    }

    [Fact]
    public void Judge_NoSeedInCommon_StopsNone()
    {
        Contender one = new("a", Ordering.Parse(PQ), new Dictionary<long, double> { [1] = 0.5 });
        Contender two = new("b", Ordering.Parse(QP), new Dictionary<long, double> { [2] = 0.9 });

        Assert.Empty(Stopped(Halving, [one, two]));
        Assert.Empty(Stopped(Halving, []));
    }

    [Fact]
    public void Judge_Reason_SaysWhatItWasAndWhatItWouldHaveHadToBe()
    {
        var stopped = Stopper.Judge(Halving with { Apart = false }, [Of("p", "P0.5(w)", 0.9), Of("pq", PQ, 0.25), Of("qp", QP, 0.5)], higherIsBetter: true);

        Assert.Equal(
            ["0.25 on validation data, 0.5 by the best of 2 orders: rank 2 of 2, not among the best 1, the last of which had 0.9",
             "0.5 on validation data, 0.5 by the best of 2 orders: rank 2 of 2, not among the best 1, the last of which had 0.9"],
            stopped.Select(schedule => schedule.Reason));
    }

    [Fact]
    public void Judge_Whatever_LeavesTheBestAndNeverDependsOnTheOrderOfSeeds() =>
        (from values in Gen.Double[0, 1].Array[3].Array[1, 12] from apart in Gen.Bool from rule in Gen.Enum<StopperRule>() from keep in Gen.Double[0.05, 0.95] select (values, apart, rule, keep)).Sample(
            (values, apart, rule, keep) =>
            {
                StopperSettings settings = new() { Rule = rule, Rungs = [1], Apart = apart, Keep = keep };
                List<Contender> Contenders(IEnumerable<int> seeds) =>
                    [.. values.Select((its, i) => new Contender($"s{i}", Ordering.Parse(i % 2 == 0 ? PQ : "P0.5(w)"), seeds.ToDictionary(seed => (long)seed, seed => its[seed])))];

                var stopped = Stopped(settings, Contenders([0, 1, 2]));

                var best = values.Index().MaxBy(one => one.Item.Order().Sum()).Index;
                Assert.True(stopped.Length < values.Length);
                if (values.Select(its => its.Sum()).Count(sum => Math.Abs(sum - values[best].Sum()) < 1e-9) == 1)
                    Assert.DoesNotContain($"s{best}", stopped);
                Assert.Equal(stopped, Stopped(settings, Contenders([2, 0, 1])));
            });

    private static ImmutableArray<string> Stopped(StopperSettings settings, IEnumerable<Contender> contenders) =>
        [.. Stopper.Judge(settings, [.. contenders], higherIsBetter: true).Select(stopped => stopped.Schedule)];

    private static Contender[] Alone(params double[] values) => [.. values.Select((value, i) => Of(((char)('a' + i)).ToString(), PQ, value))];

    private static Contender Of(string schedule, string ordering, double value) =>
        new(schedule, Ordering.Parse(ordering), new Dictionary<long, double> { [1] = value, [2] = value });
}
