using JointQP.Client.Rendering.Watch;
using JointQP.Studies.Analysis;
using JointQP.Studies.Words;

namespace JointQP.Tests.Unit.Client.Rendering.Watch;

public sealed class SparklineTests
{
    [Fact]
    public void Of_HalfATraining_FillsHalfTheWidth() =>
        Assert.Equal("▁▁▄▄▆▆······", Draw(100, 12, [], (16, 0.0), (33, 0.4), (50, 0.7)));

    [Fact]
    public void Of_WholeTraining_ReachesTheLastCell() => Assert.Equal("▁▁▁▁▁█████", Draw(100, 10, [], (50, 0), (100, 1)));

    [Fact]
    public void Of_Onsets_MarksWeightsAndFeatures() =>
        Assert.Equal("··P·p··Q·q", Draw(100, 10, [On(OperatorKind.Prune, Target.Weights, 20), On(OperatorKind.Prune, Target.Features, 40),
            On(OperatorKind.Quantize, Target.Weights, 70), On(OperatorKind.Quantize, Target.Features, 90)]));

    [Fact]
    public void Of_OnsetsInOneCell_ShowsTheWeights() =>
        Assert.Equal("Q·········", Draw(100, 10, [On(OperatorKind.Quantize, Target.Weights, 1), On(OperatorKind.Quantize, Target.Features, 2)]));

    [Fact]
    public void Of_ValuesThatAreAllTheSameOrNoNumber_IsFlat()
    {
        var flat = Sparkline.Of([new CurvePoint(5, 0.3, 1), new CurvePoint(10, double.NaN, 1)], 10, [], (0.3, 0.3), 4, Glyphs.Ascii);

        Assert.Equal("____", flat.Text);
    }

    private static Onset On(OperatorKind kind, Target target, long start) => new(kind, target, 8, start);

    private static string Draw(long steps, int width, Onset[] onsets, params (long Step, double Mean)[] points) =>
        Sparkline.Of([.. points.Select(point => new CurvePoint(point.Step, point.Mean, 1))], steps, [.. onsets], (0, 1), width, Glyphs.Unicode).Text;
}
