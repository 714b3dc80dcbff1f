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

    [Theory]
    [InlineData(0.001, 100, true)]
    [InlineData(0.2, 100, false)]
    [InlineData(0.001, 0.1, false)]
    public void Of_OrdersThatDifferAsAWholeAndInNoPair_SaysSo(double p, double difference, bool said)
    {
        var experiment = ReportSamples.Full().Verdict.Experiments[1];
        var operators = experiment.Operators[0] with { Ranking = experiment.Operators[0].Ranking! with { P = p, CriticalDifference = difference } };

        var text = RanksFigure.Of(experiment, operators, 0.05)!.Value;

        Assert.Equal(said, text.Contains("The orders are not all alike (Friedman), yet no two of them are shown to differ.", StringComparison.Ordinal));
        Assert.DoesNotContain("these do not differ", text, StringComparison.Ordinal);
    }
}
