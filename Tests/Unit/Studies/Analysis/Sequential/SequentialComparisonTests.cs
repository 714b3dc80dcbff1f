using CsCheck;
using JointQP.Studies.Analysis.Sequential;
using JointQP.Studies.Analysis.Statistics;
using JointQP.Tests.Unit.Studies.Analysis.Statistics;
using JointQP.Tests.Unit.Studies.Analysis.Verdicts;

namespace JointQP.Tests.Unit.Studies.Analysis.Sequential;

public sealed class SequentialComparisonTests(ITestOutputHelper output)
{
    private const double Alpha = 0.05;

    [Fact]
    public void Of_FiveToThirty_LooksFiveTimesAndSpendsWhatCanShowSomething()
    {
        var looks = SeedLooks.Of(5, 30);

        Assert.Equal([5, 8, 12, 19, 30], looks.Select(look => look.Seeds));
        // 5 seeds reach no more than 0.0625, and 8 no less than 2 / 256.
        Assert.Equal([0, 1 / 128.0], looks.Take(2).Select(look => look.Alpha));
        Assert.Equal(Alpha, looks.Sum(look => look.Alpha), 1e-6);
    }

    [Fact]
    public void Of_OneLook_HasTheWholeLevel()
    {
        Assert.Equal([new SeedLook(10, Math.Floor(Alpha * 512) / 512)], SeedLooks.Of(10, 10));
        Assert.Equal([new SeedLook(5, 0)], SeedLooks.Of(5, 5));
        Assert.Equal([new SeedLook(5, 0.0625)], SeedLooks.Of(5, 5, 0.0625));
    }

    [Fact]
    public void Of_AnySeeds_AscendsAndNeverSpendsMoreThanItsLevel() =>
        Gen.Select(Gen.Int[2, 40], Gen.Int[0, 200], Gen.Double[0.001, 0.3]).Sample((from, more, alpha) =>
        {
            var looks = SeedLooks.Of(from, from + more, alpha);

            Assert.Equal((from, from + more), (looks[0].Seeds, looks[^1].Seeds));
            Assert.Equal(looks.Select(look => look.Seeds).Distinct().Order(), looks.Select(look => look.Seeds));
            Assert.All(looks, look => Assert.True(look.Alpha is 0 || look.Alpha >= SignFlip.Smallest(look.Seeds)));
            Assert.InRange(looks.Sum(look => look.Alpha), 0, alpha * (1 + 1e-8));
        });

    [Theory]
    [InlineData(1, 5)]
    [InlineData(6, 5)]
    public void Of_SeedsThatAreNoRange_IsRefused(int from, int to) => Assert.Throws<ArgumentOutOfRangeException>(() => SeedLooks.Of(from, to));

    [Fact]
    public void Decide_BeforeTheFirstLook_WaitsForIt() =>
        Assert.Equal(new SequentialDecision(SequentialState.Open, 0, 0, 5, 0, 0, null, null, null, null), Rule(0.1).Decide([1, 2, 3, 4]));

    [Fact]
    public void Decide_AClearDifference_TakesTheFirstLookThatCanShowIt()
    {
        double?[] clear = [1, 1.1, 0.9, 1.2, 0.8, 1, 1.05, 0.95, 1.1];

        Assert.Equal((SequentialState.Open, 5, (int?)8), Look(Rule(0.1).Decide(clear.AsSpan(0, 7))));
        Assert.Equal((SequentialState.Difference, 8, null), Look(Rule(0.1).Decide(clear)));
    }

    [Fact]
    public void Decide_DifferencesFarInsideTheMargin_ShowsThatThereIsNone()
    {
        double?[] small = [0.01, -0.02, 0.015, -0.01, 0.005, -0.012, 0.008, 0.002];

        var decision = Rule(0.1).Decide(small);

        Assert.Equal((SequentialState.NoDifference, 8, null), Look(decision));
        Assert.InRange(decision.Interval!.High, 0, 0.1);
        Assert.InRange(decision.Interval.Low, -0.1, 0);
        Assert.Equal((SequentialState.Open, 8, 12), Look(Rule(null).Decide(small)));
    }

    [Fact]
    public void Decide_ATrainingThatDiverged_Ends() =>
        Assert.Equal((SequentialState.NotFinite, 5, null), Look(Rule(0.1).Decide([1, 1, double.NaN, 1, 1])));

    [Fact]
    public void Decide_WhoAsksLate_GetsTheAnswerOfWhoAskedInTime() =>
        Gen.Select(Gen.Double[-1, 1].Array[30], Gen.Double[-0.5, 0.5]).Sample((noise, effect) =>
        {
            double?[] differences = [.. noise.Select(value => value + effect)];
            var late = Rule(0.3).Decide(differences);
            var asked = Enumerable.Range(0, 31).Select(count => Rule(0.3).Decide(differences.AsSpan(0, count))).First(decision => decision.State != SequentialState.Open);

            Assert.Equal(late, asked);
            Assert.Null(late.Next);
            if (late is { Interval: { } interval, State: not SequentialState.Difference })
                Assert.Equal(interval.Low > -0.3 && interval.High < 0.3, late.State == SequentialState.NoDifference);
        });

    /// <summary>Looking five times, the errors stay at the level: of a difference where there is none, and of none where it is as large as the margin.</summary>
    [Theory]
    [InlineData(Noise.Normal)]
    [InlineData(Noise.HeavyTailed)]
    [InlineData(Noise.Skewed)]
    [InlineData(Noise.Coarse)]
    public void Decide_SimulatedComparisons_ErrsNoMoreOftenThanItsLevel(Noise noise)
    {
        var random = new SplitMix(3000 + (int)noise);
        FalseAlarms alarms = new();
        for (var run = 0; run < FalseAlarms.Runs; run++)
        {
            var differences = new double[30];
            for (var i = 0; i < differences.Length; i++)
                differences[i] = noise.Next(ref random) - noise.Next(ref random);
            alarms.Count("difference", Rule(null).Decide(All(differences)).State == SequentialState.Difference);
            // As wide as to make the test of equivalence alone decide.
            const double Margin = 1000;
            alarms.Count("no difference", ShowsNone([.. differences.Select(value => value + Margin)], Margin));
        }

        alarms.AreAtMost(Alpha, output, "difference", "no difference");
    }

    [Fact]
    public void Decide_ALargeEffect_TakesFewerSeedsThanTheLastLook()
    {
        var random = new SplitMix(9);
        var (seeds, found) = (0, 0);
        for (var run = 0; run < 300; run++)
        {
            var decision = Rule(null).Decide(All(Draw.Normal(ref random, 30, 1.2)));
            seeds += decision.Seeds;
            found += decision.State == SequentialState.Difference ? 1 : 0;
        }

        output.WriteLine(FormattableString.Invariant($"found {found} of 300, with {seeds / 300.0:F1} seeds on average"));
        Assert.InRange(found, 290, 300);
        Assert.InRange(seeds / 300.0, 8, 15);
    }

    [Fact]
    public void Decide_SeedsThatFailed_AreLeftOutAndTheLookIsMade()
    {
        double?[] clear = [1, 1.1, null, 0.9, 1.2, 0.8, 1, 1.05, 0.95, 1.1, 0.9, 1];

        var decision = Rule(0.1).Decide(clear);

        // With 7 pairs no less than 2 / 128 can be had, which is above the level of the look at 8.
        Assert.Equal((SequentialState.Difference, 12, null), Look(decision));
        Assert.Equal((11, 3), (decision.Result!.Pairs, decision.Look));
    }

    [Fact]
    public void Decide_LooksThatSawNothing_AreInItsPValue() =>
        Gen.Select(Gen.Double[-1, 1].Array[30], Gen.Double[-0.5, 0.5]).Sample((noise, effect) =>
        {
            var decision = Rule(0.3).Decide([.. noise.Select(value => (double?)(value + effect))]);

            Assert.Equal(decision.State == SequentialState.Difference, decision.AdjustedP <= Alpha);
            if (decision.State != SequentialState.Difference)
                Assert.Equal(decision.State == SequentialState.NoDifference, decision.AdjustedEquivalenceP <= Alpha);
            Assert.Equal(SeedLooks.Of(5, 30, Alpha).Take(decision.Look).Sum(look => look.Alpha), decision.Spent, 1e-12);
            Assert.InRange(decision.AdjustedP!.Value, 0, 1);
        });

    [Fact]
    public void Decide_APValueThatIsTheLevelItself_ComesOutAsAlpha()
    {
        double?[] least = [1, 1.1, 0.9, 1.2, 0.8, 1, 1.05, 0.95];

        Assert.Equal((1 / 128.0, Alpha), (Rule(null).Decide(least).Result!.SignFlipP!.Value, Rule(null).Decide(least).AdjustedP!.Value));
    }

    private static double?[] All(double[] differences) => Array.ConvertAll(differences, difference => (double?)difference);

    private static SequentialComparison Rule(double? margin) => new(SeedLooks.Of(5, 30, Alpha), margin);

    // Without the test for a difference, which would end nearly every run before.
    private static bool ShowsNone(double[] differences, double margin) =>
        SeedLooks.Of(5, 30, Alpha).Any(look => look.Alpha > 0 && PairedTests.Of(differences[..look.Seeds], 0, margin, 99, 1).EquivalenceP <= look.Alpha);

    private static (SequentialState, int, int?) Look(SequentialDecision decision) => (decision.State, decision.Seeds, decision.Next);
}
