using CsCheck;
using JointQP.Studies.Analysis.Statistics;

namespace JointQP.Tests.Unit.Studies.Analysis.Statistics;

public sealed class RandomEffectsTests
{
    [Fact]
    public void Of_GoldenEffects_AgreesWithThem()
    {
        var cases = Golden.Cases("randomEffects");

        Assert.Equal(2, cases.Count);
        Assert.All(cases, one =>
        {
            var pooled = RandomEffects.Of(one.Numbers("effects"), one.Numbers("variances"))!;
            Golden.Equal(one.Number("tau2"), pooled.Between);
            Golden.Equal(one.Number("pooled"), pooled.Effect);
            Golden.Equal(one.Number("q"), pooled.Heterogeneity);
            Golden.Equal(one.Numbers("hartungKnappCi95")[0], pooled.Low);
            Golden.Equal(one.Numbers("hartungKnappCi95")[1], pooled.High);
        });
    }

    [Fact]
    public void Of_OneExperiment_HasNoInterval()
    {
        Assert.Equal(new PooledEffect(1, 0.5, null, null, null, 0, 0, null), RandomEffects.Of([0.5], [0.2]));
        Assert.Null(RandomEffects.Of([], []));
    }

    [Fact]
    public void Of_EffectsThatAreAllEqual_HasNoInterval() => Assert.Null(RandomEffects.Of([0.5, 0.5, 0.5], [0.2, 0.1, 0.3])!.Low);

    [Fact]
    public void Of_AnyEffects_AgreesWithItsIntervalAndTurnsWithTheirSign() =>
        Gen.Select(Gen.Double[-2, 2], Gen.Double[0.01, 1]).Array[2, 12].Sample(experiments =>
        {
            double[] effects = [.. experiments.Select(one => one.Item1)], variances = [.. experiments.Select(one => one.Item2)];
            var (one, turned) = (RandomEffects.Of(effects, variances)!, RandomEffects.Of([.. effects.Select(effect => -effect)], variances)!);

            Assert.Equal(one.Effect, -turned.Effect, 1e-9);
            Assert.InRange(one.Effect, effects.Min() - 1e-12, effects.Max() + 1e-12);
            Assert.Equal(one.P < 0.05, one.Low > 0 || one.High < 0);
            Assert.True(one.Between >= 0);
        });

    [Fact]
    public void Compare_TwoGroupsOfEqualSpread_HasTheirSumOfVariancesAndTheDegreesOfTheSmaller()
    {
        var one = new PooledEffect(5, 0.9, 0, 0, 0, 0, 0, 0.2);
        var other = one with { Experiments = 30, Effect = -0.3 };

        var difference = RandomEffects.Compare(one, other)!;

        Assert.Equal(1.2, difference.Difference, 1e-12);
        Assert.Equal(1.2 + (2.7764451051977987 * Math.Sqrt(0.08)), difference.High, 1e-9);
        Assert.Equal(difference.High - 1.2, 1.2 - difference.Low, 1e-12);
        Assert.True(difference.P < 0.05);
        Assert.Null(RandomEffects.Compare(one, one with { Error = null }));
        Assert.Null(RandomEffects.Compare(null, one));
    }
}
