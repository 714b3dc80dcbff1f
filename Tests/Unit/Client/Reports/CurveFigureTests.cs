using JointQP.Client.Reports;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis;

namespace JointQP.Tests.Unit.Client.Reports;

public sealed class CurveFigureTests
{
    [Fact]
    public void Drawn_ManySchedules_AreFloatHighestLowestThenTheFirstOfThePlan()
    {
        var experiment = ReportSamples.Of(ReportSamples.Spec(2, ReportSamples.Orders + "\n      - float"), ReportSamples.Usual).Curves.Single();
        var (highest, lowest) = (experiment.Schedules[20] with { Final = Ends(0.99) }, experiment.Schedules[15] with { Final = Ends(0.1) });
        experiment = experiment with { Schedules = experiment.Schedules.SetItem(20, highest).SetItem(15, lowest) };

        Assert.Equal(
            ["float", highest.Schedule, lowest.Schedule, .. experiment.Schedules.Take(5).Select(schedule => schedule.Schedule)],
            CurveFigure.Drawn([experiment]).Single().Schedules.Select(schedule => schedule.Schedule));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_Study_SaysThatSeedsStillComeOnlyWhileTheyDo(bool complete)
    {
        ExperimentPulse experiment = ReportSamples.Full().Curves[0];

        Assert.Equal(!complete, CurveFigure.Of(experiment, complete)!.Value.Contains("that have come so far", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_Schedules_HasARowOfStartsForEachAndTheLastStepOnTheAxis()
    {
        var experiment = ReportSamples.Full().Curves[0];

        var figure = CurveFigure.Of(experiment, complete: true)!;

        var picture = figure.Descendants("svg").First();
        Assert.Equal(experiment.Schedules.Length, picture.Elements("line").Where(line => line.Attribute("class")!.Value.StartsWith("line thin", StringComparison.Ordinal)).Select(line => line.Attribute("y1")!.Value).Distinct().Count());
        Assert.Contains(picture.Elements("text"), text => text.Value == "64");
    }

    private static Interval Ends(double value) => new(value, value, value, 2);
}
