using JointQP.Studies.Analysis;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Notation;
using JointQP.Studies.Words;
using static JointQP.Tests.Unit.Studies.Analysis.Verdicts.Sample;

namespace JointQP.Tests.Unit.Studies.Analysis.Verdicts;

public sealed class OnsetPlaneTests
{
    private static readonly long[] Steps = [100, 200, 300, 400];

    /// <summary>The later the second operator starts the worse, and worse still when quantization is first.</summary>
    [Fact]
    public void Judge_AGridOfOnsets_TellsTheAdvantageAtEachPointAndWhereTheBestLies()
    {
        var plane = Assert.Single(StudyAnalysis.Of(Grid(seeds: 7)).Operators).Plane!;

        Assert.Equal(("P0.5(w,f)", "Q8(w,f)"), (plane.First, plane.Second));
        Assert.Equal(16, plane.Points.Length);
        Assert.Equal((100, 100, 7), (plane.Points[0].First, plane.Points[0].Second, plane.Points[0].Metric!.Count));
        Assert.Equal(
            [(100, 200), (100, 300), (100, 400), (200, 300), (200, 400), (300, 400)],
            plane.Advantages.Select(one => ((int)one.Early, (int)one.Late)));
        Assert.All(plane.Advantages, one => Assert.Equal(1e-4 * (one.Late - one.Early), one.Result.Mean!.Value, 2e-3));
        Assert.All(plane.Advantages, one => Assert.True(one.AdjustedP >= one.Result.SignFlipP));
        Assert.Equal((300, 300), (plane.Best!.FirstLow, plane.Best.FirstHigh));
        Assert.Equal((400, 400), (plane.Best.SecondLow, plane.Best.SecondHigh));
        Assert.Equal((1.0, 300L), (Math.Round(plane.Best.Probability, 9), plane.Points.Single(point => point.Schedule == plane.Best.Schedule).First));
    }

    [Theory]
    [InlineData(7, "; 95 % intervals by resampling seeds: 300 to 300, and 400 to 400.")]
    [InlineData(3, "; 3 seeds do not say how sure that is.")]
    public void Sentence_AGridOfOnsets_TellsTheAdvantagesAndTheBestOnset(int seeds, string sure)
    {
        var plane = Assert.Single(StudyAnalysis.Of(Grid(seeds)).Operators).Plane!;
        var (least, most) = (plane.Advantages.MinBy(one => one.Result.Mean)!, plane.Advantages.MaxBy(one => one.Result.Mean)!);

        Assert.Equal(
            FormattableString.Invariant($"P0.5(w,f) first minus Q8(w,f) first is {100 * least.Result.Mean:0.00} percentage points at steps {least.Early} and {least.Late} to {100 * most.Result.Mean:0.00} percentage points ")
                + $"at steps {most.Early} and {most.Late}, over 6 pairs of onsets, each by itself. The best schedule by its mean starts P0.5(w,f) at step 300 and Q8(w,f) at step 400" + sure,
            plane.Sentence(Accuracy));
    }

    [Fact]
    public void Judge_OneOnsetForEachPlace_IsNoPlane()
    {
        var grid = Grid(seeds: 3);
        var two = grid with { Trials = [.. grid.Trials.Where(trial => trial.Schedule is "100/200" or "200/100")] };

        Assert.Null(Assert.Single(StudyAnalysis.Of(two).Operators).Plane);
        Assert.Null(Assert.Single(StudyAnalysis.Of(grid with { Schedules = new Dictionary<string, Schedule>() }).Operators).Plane);
    }

    [Fact]
    public void Judge_ASchedulesFeaturesThatFollowItsWeights_StartsWithTheWeights()
    {
        var settings = new CompressionSettings { RampInterval = 5, RampTimes = 2, FeatureDelay = 20 };
        var grid = Grid(seeds: 2, settings);

        Assert.Equal(100, Assert.Single(StudyAnalysis.Of(grid).Operators).Plane!.Points[0].Second);
    }

    private static ExperimentTrials Grid(int seeds, CompressionSettings? settings = null)
    {
        settings ??= new CompressionSettings { RampInterval = 5, RampTimes = 2, FeatureDelay = 0 };
        Dictionary<string, Schedule> schedules = [];
        List<TrialOutcome> trials = [];
        foreach (var p in Steps)
        {
            foreach (var q in Steps)
            {
                var ordering = p < q ? PruneFirst : p > q ? QuantizeFirst : "P0.5(w,f) = Q8(w,f)";
                schedules.Add($"{p}/{q}", Schedules.Of(ordering, settings, p == q ? [p] : [Math.Min(p, q), Math.Max(p, q)]));
                var mean = 0.5 + (1e-4 * Math.Max(p, q)) + (5e-5 * Math.Min(p, q)) - (p > q ? 1e-4 * (p - q) : 0) - (p == q ? 0.02 : 0);
                trials.AddRange(Trials($"{p}/{q}", ordering, Accuracy, [.. Enumerable.Range(0, seeds).Select(seed => (double?)(mean + (0.01 * seed) + (1e-3 * Math.Sin(p + (2 * q) + seed))))]));
            }
        }

        return new("grid", NetworkKind.Discriminative, Accuracy, trials) { Schedules = schedules };
    }
}
