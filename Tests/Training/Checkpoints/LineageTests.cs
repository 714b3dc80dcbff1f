using JointQP.Studies.Words;
using JointQP.Tests.Training.Stages;
using JointQP.Training.Checkpoints;

namespace JointQP.Tests.Training.Checkpoints;

public sealed class LineageTests
{
    private static readonly TrialSpec Other = StageBench.Joint with { Schedule = new("Q8(w)", [new(OperatorKind.Quantize, Target.Weights, 8, 6)]) };

    [Fact]
    public void Of_NoOperatorHasActedYet_TrialsAgree() => Assert.Equal(Lineage.Of(StageBench.Joint, 6), Lineage.Of(Other, 6));

    [Fact]
    public void Of_AnOperatorHasActed_TrialsDiffer() => Assert.NotEqual(Lineage.Of(StageBench.Joint, 7), Lineage.Of(Other, 7));

    [Fact]
    public void Of_OtherSeed_Differs() => Assert.NotEqual(Lineage.Of(Other, 0), Lineage.Of(Other with { Seed = 2 }, 0));
}
