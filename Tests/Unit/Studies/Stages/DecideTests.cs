using System.Collections.Immutable;
using CsCheck;
using JointQP.Studies.Planning;
using JointQP.Studies.Spec;
using JointQP.Studies.Stages;
using JointQP.Studies.Stopping;
using JointQP.Tests.Unit.Studies.Planning;
using static JointQP.Studies.Words.OperatorKind;
using static JointQP.Studies.Words.Target;

namespace JointQP.Tests.Unit.Studies.Stages;

public sealed class DecideTests
{
    // s0 is pruned at 10 and judged at 17; s1 is the same until it is quantized at 25, and is judged at 30; s2 is quantized at 5 and judged at 10.
    private static readonly StudyPlan Plan = Of(
        AnyStudy.Starts((Prune, Weights, 10)), AnyStudy.Starts((Prune, Weights, 10), (Quantize, Weights, 25)), AnyStudy.Starts((Quantize, Weights, 5)));

    [Fact]
    public void Commit_AtARung_LeavesWhatIsBehindItToWait()
    {
        var board = TrainedToTheRung();

        Assert.Equal(StageStatus.Committed, Last(board, 2, rung: true));
        Assert.Equal(StageStatus.Blocked, board.Now[Plan.Trials[2].Path[^1]].Status);
        Assert.False(board.Now.Ended);
        Assert.IsType<StageAnswer.Nothing>(board.Ask("local-0", 9_999));
    }

    [Fact]
    public void Decide_None_LetsAllGoOn()
    {
        var board = TrainedToTheRung();
        Assert.IsType<StageAnswer.Accepted>(board.Apply(new StageCommand.Decide(new("e", 1, []))));

        Train(board);

        Assert.All(Plan.Trials, trial => Assert.Equal(StageStatus.Committed, board.Now[trial.Path[^1]].Status));
    }

    [Fact]
    public void Decide_SomeStopped_EndsThemAloneWithTheReason()
    {
        var board = TrainedToTheRung();
        board.Apply(new StageCommand.Decide(new("e", 1, [new("s0", "worse"), new("s2", "worst")])));

        Assert.Equal((StageStatus.Stopped, "stopped at rung 1: worst"), (board.Now[Plan.Trials[2].Path[^1]].Status, board.Now[Plan.Trials[2].Path[^1]].Reason));
        Assert.Equal((StageStatus.Stopped, "stopped at rung 1: worse"), (board.Now[Plan.Trials[0].Path[^1]].Status, board.Now[Plan.Trials[0].Path[^1]].Reason));
        Train(board);
        Assert.True(board.Now.Ended);
        Assert.Equal(StageStatus.Committed, board.Now[Plan.Trials[1].Path[^1]].Status);
    }

    [Fact]
    public void Decide_Again_ChangesNothing()
    {
        var board = TrainedToTheRung();
        board.Apply(new StageCommand.Decide(new("e", 1, [])));
        Assert.IsType<StageAnswer.Accepted>(board.Apply(new StageCommand.Decide(new("e", 1, [new("s2", "now")]))));
        Assert.Empty(board.Latest.Changed);
        Assert.Equal(StageStatus.Ready, board.Now[Plan.Trials[2].Path[^1]].Status);
    }

    [Theory]
    [InlineData("e", 2)]
    [InlineData("other", 1)]
    public void Decide_ARungThatThereIsNot_IsFenced(string experiment, int rung) =>
        Assert.IsType<StageAnswer.Fenced>(TrainedToTheRung().Apply(new StageCommand.Decide(new(experiment, rung, []))));

    [Fact]
    public void Restore_DecisionStoredButNotItsStages_IsAsAfterIt()
    {
        var board = TrainedToTheRung();
        var stored = board.Now.Records.ToList();
        RungDecision decision = new("e", 1, [new("s2", "worst")]);
        board.Apply(new StageCommand.Decide(decision));

        var restored = StageBoard.Restore(Plan, new StageRules(), stored, board.Time, decisions: [decision]);

        Assert.Equal(board.Now.Records.Select(stage => (stage.Id, stage.Status)), restored.Records.Select(stage => (stage.Id, stage.Status)));
        Assert.Equal(board.Now.Decisions, restored.Decisions);
    }

    [Fact]
    public void Decide_AnyStudyAndAnyDecisions_TrainsExactlyWhatThoseWhoGoOnNeed() =>
        (from study in RungTests.Stopped from stop in Gen.Bool.Array[64] from restore in Gen.Bool select (study, stop, restore)).Sample((study, stop, restore) =>
        {
            var plan = StudyPlanner.Plan(study);
            var stages = plan.Stages.ToDictionary(stage => stage.Id);
            var board = StageBoard.Create(plan, new StageRules());
            var decisions = ImmutableArray<RungDecision>.Empty;
            var ended = new HashSet<int>();
            for (var request = 1; !board.Ended; request++)
            {
                if (StageReducer.Apply(board, new StageCommand.Lease(Board.Holder("w", request), "cpu"), default) is { Answer: StageAnswer.Granted granted } transition)
                {
                    board = StageReducer.Apply(transition.Board, new StageCommand.Commit(granted.Stage, granted.Epoch, Board.Result(granted.Stage, granted.Epoch)), default).Board;
                    continue;
                }

                // Nothing can be trained: a rung must be due.
                var rung = plan.Rungs.Where(one => !decisions.Any(decided => (decided.Experiment, decided.Rung) == (one.Experiment, one.Number)))
                    .GroupBy(one => one.Experiment).Select(open => open.First())
                    .First(one => one.Trials.All(judged => board[judged.Stage].Status is StageStatus.Committed or StageStatus.Stopped));
                var schedules = rung.Trials.Where(judged => !ended.Contains(judged.Trial)).Select(judged => plan.Trials[judged.Trial].ScheduleName).Distinct()
                    .Where((_, i) => stop[(request + i) % stop.Length]).ToList();
                RungDecision decision = new(rung.Experiment, rung.Number, [.. schedules.Select(schedule => new StoppedSchedule(schedule, "so"))]);
                decisions = decisions.Add(decision);
                ended.UnionWith(rung.Trials.Select(judged => judged.Trial).Where(trial => schedules.Contains(plan.Trials[trial].ScheduleName)));
                board = restore
                    ? StageBoard.Restore(plan, new StageRules(), board.Records, default, decisions: decisions)
                    : StageReducer.Apply(board, new StageCommand.Decide(decision), default).Board;
            }

            foreach (var trial in plan.Trials.Where(trial => !ended.Contains(trial.Index)))
                Assert.All(trial.Path, stage => Assert.Equal(StageStatus.Committed, board[stage].Status));
            foreach (var stage in plan.Stages)
            {
                var wanted = plan.Trials.Any(trial => trial.Path.Contains(stage.Id) && stage.To <= LastOf(trial));
                Assert.Equal(wanted ? StageStatus.Committed : StageStatus.Stopped, board[stage.Id].Status);
            }

            // Where a trial was stopped, or its end.
            long LastOf(PlannedTrial trial) => !ended.Contains(trial.Index)
                ? trial.Spec.TotalSteps
                : plan.Rungs.Where(rung => decisions.Any(decision =>
                        (decision.Experiment, decision.Rung) == (rung.Experiment, rung.Number) && decision.Stopped.Any(stopped => stopped.Schedule == trial.ScheduleName)))
                    .SelectMany(rung => rung.Trials).Where(judged => judged.Trial == trial.Index).Select(judged => stages[judged.Stage].To).Min();
        });

    private static StageStatus Last(Board board, int trial, bool rung) => board.Now[Plan.Trials[trial].Path.Last(id => Plan.Stages.Single(stage => stage.Id == id).Rung == rung)].Status;

    private static Board TrainedToTheRung()
    {
        var board = new Board(Plan);
        Train(board);
        return board;
    }

    private static void Train(Board board)
    {
        for (var request = board.Now.Count(StageStatus.Committed) + 1; board.Ask("local-0", request) is StageAnswer.Granted granted; request++)
            board.Commit(granted.Stage, granted.Epoch);
    }

    private static StudyPlan Of(params JointQP.Studies.Words.Schedule[] schedules) => StudyPlanner.Plan(new StudySpec
    {
        Name = "s",
        Seeds = [1],
        Experiments = [AnyStudy.Of("e", 4, 4, "convnet", schedules) with { Stopper = new StopperSettings { Rule = StopperRule.Median, Rungs = [5] } }],
    });
}
