using CsCheck;
using JointQP.Studies.Analysis;
using JointQP.Studies.Analysis.Verdicts;
using static JointQP.Tests.Unit.Studies.Analysis.Verdicts.Sample;

namespace JointQP.Tests.Unit.Studies.Analysis.Verdicts;

public sealed class ScheduleEfficiencyTests
{
    [Fact]
    public void Of_SchedulesOfSomeBytes_TellsDensityAndFront()
    {
        var all = ScheduleEfficiency.Of([Row("float", 0.92, 8e6, 2e6), Row("small", 0.90, 1e6, 1e6), Row("poor", 0.85, 2e6, 1e6), Row("unknown", 0.99, null, 1e6), Row("undone", null, 1, 1)], Accuracy, 0.92);

        Assert.Equal(["float", "small", "poor"], all.Select(one => one.Schedule));
        Assert.Equal([0.092, 0.45, 0.85 / 3], all.Select(one => one.Density!.Value), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([true, true, false], all.Select(one => one.OnFront));
    }

    [Fact]
    public void Of_AMetricThatShouldBeLow_DividesTheFloatNetworksByIt()
    {
        ScheduleSummary[] rows = [Row("float", 60, 9e6, 1e6), Row("small", 80, 1.5e6, 0.5e6)];

        Assert.Equal([0.1, 0.375], ScheduleEfficiency.Of([.. rows], Distance, 60).Select(one => one.Density!.Value), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.All(ScheduleEfficiency.Of([.. rows], Distance, null), one => Assert.Null(one.Density));
        Assert.All(ScheduleEfficiency.Of([.. rows], Distance, null), one => Assert.True(one.OnFront));
    }

    [Fact]
    public void Of_AnySchedules_FrontIsWhatNoneDominates() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 6]).Array[1, 12].Sample(points =>
        {
            var all = ScheduleEfficiency.Of([.. points.Select((point, i) => Row($"s{i}", point.Item1, point.Item2 * 1e6, 0))], Accuracy, null);

            Assert.All(all, one => Assert.Equal(
                !all.Any(other => other.Bytes <= one.Bytes && other.Metric >= one.Metric && (other.Bytes < one.Bytes || other.Metric > one.Metric)),
                one.OnFront));
        });

    [Fact]
    public void BestWithin_ABudget_IsTheBestThatFits()
    {
        var verdict = StudyAnalysis.Of(new ExperimentTrials("one", NetworkKind.Discriminative, Accuracy, [Trial("a", 0.9, 3e6), Trial("b", 0.8, 1e6), Trial("c", 0.8, 5e5)]));

        Assert.Equal("a", verdict.BestWithin(3e6)!.Schedule);
        Assert.Equal("c", verdict.BestWithin(2e6)!.Schedule);
        Assert.Null(verdict.BestWithin(1e5));
    }

    private static TrialOutcome Trial(string label, double value, double bytes) =>
        new(label, PruneFirst, 1, new Dictionary<string, double> { [Accuracy.Name] = value, [ExperimentAnalysis.WeightBytes] = bytes, [ExperimentAnalysis.FeatureBytes] = 0 });

    private static ScheduleSummary Row(string label, double? value, double? weights, double? features) =>
        new(label, value is null ? null : Interval.Of([value.Value]), weights, features);
}
