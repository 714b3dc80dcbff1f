using JointQP.Client.Rendering;
using JointQP.Tests.Unit.Client.Rendering.Watch;
using JointQP.Tests.Unit.Client.Reports;

namespace JointQP.Tests.Unit.Client.Rendering;

public sealed class VerdictTextTests
{
    [Fact]
    public void Of_OnePair_TellsTheVerdictAndWhatItRestsOn() => Screens.Approve(
        VerdictText.Of(ReportSamples.Of(ReportSamples.Spec(7, ReportSamples.Pair), ReportSamples.Usual, margin: 0.005).Verdict), "study-analyze");

    [Fact]
    public void Of_ManyOrders_TellsRanksAndTheClearestPairs() => Screens.Approve(
        VerdictText.Of(ReportSamples.Of(ReportSamples.Spec(3, ReportSamples.Orders, ReportSamples.Pair), ReportSamples.Usual).Verdict), "study-analyze-orders");

    [Fact]
    public void Of_NothingDone_SaysSo() => Screens.Approve(
        VerdictText.Of(ReportSamples.Of(ReportSamples.Spec(2, ReportSamples.Pair), _ => null).Verdict), "study-analyze-nothing");
}
