using CsCheck;
using JointQP.Studies.Planning;

namespace JointQP.Tests.Unit.Studies.Planning;

public sealed class ListScheduleTests
{
    // A trunk of 10 steps, then 30 for one trial, and 15 and 15 for the two others, which part at 25.
    private static readonly StudyPlan Fork = new(
        [],
        [
            new("t0000.0", null, "e/1", 0, 0, 10, 40, false),
            new("t0000.1", "t0000.0", "e/1", 0, 10, 40, 30, true),
            new("t0001.1", "t0000.0", "e/1", 1, 10, 25, 30, false),
            new("t0001.2", "t0001.1", "e/1", 1, 25, 40, 15, true),
            new("t0002.2", "t0001.1", "e/1", 2, 25, 40, 15, true),
        ]);

    [Theory]
    [InlineData(1, 85)]
    [InlineData(2, 55)]
    [InlineData(3, 40)]
    [InlineData(100, 40)]
    public void Makespan_OfAFork_IsThatOfTheLongestPathFirst(int workers, double seconds) =>
        Assert.Equal(seconds, ListSchedule.Makespan(Fork, Lengths(Fork), workers));

    [Fact]
    public void Makespan_OfSeveralReady_TakesTheLongestRemainingPath()
    {
        // One worker is taken by the first long trial; were the short ones taken before the second, that would end at 50.
        StudyPlan plan = new(
            [],
            [
                new("t0000.0", null, "e/1", 0, 0, 10, 10, true),
                new("t0001.0", null, "e/1", 1, 0, 10, 10, true),
                new("t0002.0", null, "e/1", 2, 0, 30, 30, true),
                new("t0003.0", null, "e/1", 3, 0, 30, 30, true),
            ]);

        Assert.Equal(40, ListSchedule.Makespan(plan, Lengths(plan), 2));
    }

    [Fact]
    public void Makespan_OfAnyStudy_LiesBetweenTheLowerBoundsAndGrahams() =>
        (from study in AnyStudy.Any from workers in Gen.Int[1, 6] from seconds in Gen.Double[0, 5].Array[300] select (study, workers, seconds)).Sample((study, workers, seconds) =>
        {
            var plan = StudyPlanner.Plan(study);
            var took = plan.Stages.Select((_, position) => seconds[position % seconds.Length]).ToList();
            var ends = new Dictionary<string, double>();
            foreach (var (position, stage) in plan.Stages.Index())
                ends[stage.Id] = took[position] + (stage.Parent is { } parent ? ends[parent] : 0);
            var (work, longest) = (took.Sum(), ends.Values.Max());

            var makespan = ListSchedule.Makespan(plan, took, workers);

            Assert.InRange(makespan, Math.Max(longest, work / workers) - 1e-6, (work / workers) + (longest * (workers - 1) / workers) + 1e-6);
        });

    private static List<double> Lengths(StudyPlan plan) => [.. plan.Stages.Select(stage => (double)(stage.To - stage.From))];
}
