using JointQP.Studies.Analysis;

namespace JointQP.Tests.Unit.Studies.Analysis;

public sealed class LearningCurveTests
{
    [Fact]
    public void Points_OfTwoTrials_AreTheirMeanByStep()
    {
        var curve = new LearningCurve(800);
        curve.Add(1, 100, 0.5);
        curve.Add(1, 200, 0.6);
        curve.Add(2, 100, 0.7);

        Assert.Equal([new CurvePoint(100, 0.6, 2), new CurvePoint(200, 0.6, 1)], curve.Points);
    }

    [Fact]
    public void Points_OfALongTraining_AreSixtyAtMost()
    {
        var curve = new LearningCurve(100_000);
        for (var step = 1L; step <= 100_000; step++)
            curve.Add(7, step, step);

        Assert.Equal(LearningCurve.MostPoints, curve.Points.Length);
        Assert.Equal(100_000, curve.Points[^1].Step);
        Assert.All(curve.Points, point => Assert.Equal(1, point.Trials));
        Assert.Equal(100_000 / 60.0, curve.Points[1].Mean - curve.Points[0].Mean, 1.0);
    }

    [Fact]
    public void Points_OfATrainingOfFewSteps_AreItsSteps()
    {
        var curve = new LearningCurve(3);
        for (var step = 1L; step <= 3; step++)
            curve.Add(0, step, 10 * step);

        Assert.Equal([1L, 2, 3], curve.Points.Select(point => point.Step));
    }

    [Fact]
    public void Add_StepBeyondTheTraining_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearningCurve(10).Add(0, 11, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearningCurve(10).Add(0, 0, 1));
    }
}
