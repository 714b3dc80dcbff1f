using JointQP.Client.Reports;

namespace JointQP.Tests.Unit.Client.Reports;

public sealed class RanksFigureTests
{
    [Fact]
    public void Groups_OfRanks_AreTheWidestRunsWithinTheDifference()
    {
        Assert.Equal([(0, 1), (1, 3)], RanksFigure.Groups([1, 2, 2.5, 3], 1));
        Assert.Equal([(0, 3)], RanksFigure.Groups([1, 2, 2.5, 3], 2));
        Assert.Empty(RanksFigure.Groups([1, 3, 5], 1));
    }
}
