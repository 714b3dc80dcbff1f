using CsCheck;
using JointQP.Studies.Analysis.Statistics;

namespace JointQP.Tests.Unit.Studies.Analysis.Statistics;

public sealed class HolmTests
{
    [Fact]
    public void Adjust_GoldenFamilies_AgreesWithThem()
    {
        var cases = Golden.Cases("holm");

        Assert.Equal(2, cases.Count);
        Assert.All(cases, one =>
        {
            var adjusted = Holm.Adjust([.. one.Numbers("p").Select(p => (double?)p)]);
            Assert.All(one.Numbers("adjusted").Zip(adjusted), pair => Golden.Equal(pair.First, pair.Second));
        });
    }

    [Fact]
    public void Adjust_AnyFamily_KeepsItsOrderAndLowersNothing() =>
        Gen.Double[0, 1].Array[1, 20].Sample(p =>
        {
            var adjusted = Holm.Adjust([.. p.Select(one => (double?)one)]);
            var byP = p.Zip(adjusted).OrderBy(pair => pair.First).Select(pair => pair.Second!.Value).ToList();

            Assert.Equal(byP.Order(), byP);
            Assert.Equal(Math.Min(1, p.Min() * p.Length), byP[0], 1e-15);
            Assert.All(p.Zip(adjusted), pair => Assert.InRange(pair.Second!.Value, pair.First, 1));
        });

    [Fact]
    public void Adjust_ATestThatCouldNotBeMade_StillCounts() => Assert.Equal([0.03, null, 0.08], Holm.Adjust([0.01, null, 0.04]));

    [Fact]
    public void Adjust_NoTest_IsEmpty() => Assert.Empty(Holm.Adjust([]));
}
