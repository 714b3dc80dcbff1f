using JointQP.Studies.Stages;

namespace JointQP.Tests.Unit.Studies.Stages;

public sealed class RetryTests
{
    private static readonly StageRules Strict = new() { LostBudget = 0, FailedBudget = 0, RebuildBudget = 0 };

    [Fact]
    public void Retry_FailedStage_WaitsAgainWithWhatIsBelow()
    {
        var board = new Board(Plans.Of(("trunk", null, 4), ("left", "trunk", 3), ("tip", "left", 1), ("right", "trunk", 2)), Strict);
        board.Train("trunk");
        var epoch = board.Lease("left");
        board.Apply(new StageCommand.Checkpoint("left", epoch, new("inside", 5, "content", 1)));
        board.Apply(new StageCommand.Fail("left", epoch, "out of memory"));
        Assert.Equal((StageStatus.Failed, StageStatus.Unreachable), (board.Now["left"].Status, board.Now["tip"].Status));
        board.Train("right");
        var right = board.Now["right"];

        Assert.IsType<StageAnswer.Accepted>(board.Apply(new StageCommand.Retry()));

        Assert.Equal([new StageEvent.StageRetried("left", "out of memory")], board.Latest.Events);
        Assert.Equal((StageStatus.Ready, 0, null, "inside"), (board.Now["left"].Status, board.Now["left"].Failures, board.Now["left"].Reason, board.Now["left"].Progress?.File));
        Assert.Equal((StageStatus.Blocked, null), (board.Now["tip"].Status, board.Now["tip"].Reason));
        Assert.Same(right, board.Now["right"]);
        // What was sent before is of an older epoch than whatever is leased now.
        Assert.Equal(epoch + 1, board.Lease("left"));
        Assert.IsType<StageAnswer.Fenced>(board.Commit("left", epoch));
    }

    [Fact]
    public void Retry_Again_LeavesBudgetsOfThoseUnderWayAlone()
    {
        var board = new Board(Plans.Chain(1), new StageRules { LostBudget = 1, FailedBudget = 0 });
        board.Apply(new StageCommand.Fail("s0", board.Lease("s0"), "thrown"));
        board.Apply(new StageCommand.Retry());
        board.Lease("s0");
        board.Time += TimeSpan.FromSeconds(30);
        board.Apply(new StageCommand.Expire());
        board.Lease("s0");

        Assert.IsType<StageAnswer.Accepted>(board.Apply(new StageCommand.Retry()));

        Assert.Empty(board.Latest.Changed);
        Assert.Equal((StageStatus.Leased, 1), (board.Now["s0"].Status, board.Now["s0"].Losses));
    }

    [Fact]
    public void Retry_Poisoned_MayBeLostAsOftenAsBefore()
    {
        var board = new Board(Plans.Chain(1), new StageRules { LostBudget = 1 });
        for (var round = 0; round < 2; round++)
        {
            for (var loss = 0; loss < 2; loss++)
            {
                board.Lease("s0");
                board.Time += TimeSpan.FromSeconds(30);
                board.Apply(new StageCommand.Expire());
            }

            Assert.Equal(StageStatus.Poisoned, board.Now["s0"].Status);
            board.Apply(new StageCommand.Retry());
        }

        board.Train("s0");
        Assert.True(board.Now.Ended);
    }

    [Fact]
    public void Retry_DeterminismAlarm_IsTrainedOnceMoreAgainstTheFirstResult()
    {
        var board = new Board(Plans.Chain(2));
        board.Train("s0");
        board.Apply(new StageCommand.UnreadableParent("s1", board.Lease("s1"), "truncated"));
        board.Commit("s0", board.Lease("s0"), "other bits");
        Assert.Equal(StageStatus.Failed, board.Now["s0"].Status);

        board.Apply(new StageCommand.Retry());
        board.Commit("s0", board.Lease("s0"), "other bits");
        Assert.Equal((StageStatus.Failed, "hash"), (board.Now["s0"].Status, board.Now["s0"].Result!.StateHash));

        board.Apply(new StageCommand.Retry());
        board.Train("s0");
        Assert.Equal((StageStatus.Committed, StageStatus.Ready), (board.Now["s0"].Status, board.Now["s1"].Status));
    }

    [Fact]
    public void Retry_OfACancelledStudy_ChangesNothing()
    {
        var board = new Board(Plans.Of(("bad", null, 4), ("good", null, 2)), Strict);
        board.Apply(new StageCommand.Fail("bad", board.Lease("bad"), "thrown"));
        board.Apply(new StageCommand.Cancel());

        Assert.IsType<StageAnswer.Fenced>(board.Apply(new StageCommand.Retry()));
        Assert.Empty(board.Latest.Changed);
    }

    [Fact]
    public void Fail_Final_SetsAsideAtOnceAndOthersGoOn()
    {
        var board = new Board(Plans.Of(("bad", null, 4), ("good", null, 2)), new StageRules { FailedBudget = 7 });

        var epoch = board.Lease("bad");
        Assert.IsType<StageAnswer.Accepted>(board.Apply(new StageCommand.Fail("bad", epoch, "loss is NaN at step 3", Final: true)));

        Assert.Equal((StageStatus.Failed, 1, "loss is NaN at step 3"), (board.Now["bad"].Status, board.Now["bad"].Failures, board.Now["bad"].Reason));
        Assert.IsType<StageAnswer.Accepted>(board.Apply(new StageCommand.Fail("bad", epoch, "loss is NaN at step 3", Final: true)));
        board.Train("good");
        Assert.True(board.Now.Ended);
    }

    [Fact]
    public void Expire_ParentAndChildAtOnce_ChildOfAPoisonedParentIsDropped()
    {
        // The right child finds the trunk's checkpoint lost while the left one is in training.
        var board = new Board(Plans.Of(("trunk", null, 4), ("left", "trunk", 3), ("right", "trunk", 2)), Strict with { RebuildBudget = 1 });
        board.Train("trunk");
        board.Lease("left", "local-0");
        board.Apply(new StageCommand.UnreadableParent("right", board.Lease("right", "local-1"), "truncated"));
        board.Lease("trunk", "local-1");
        board.Apply(new StageCommand.Renew("left", 1));
        board.Time += TimeSpan.FromSeconds(30);

        Assert.IsType<StageAnswer.Accepted>(board.Apply(new StageCommand.Expire()));

        Assert.Equal((StageStatus.Poisoned, 1), (board.Now["trunk"].Status, board.Now["trunk"].Losses));
        Assert.Equal((StageStatus.Unreachable, 0, AttemptOutcome.Dropped), (board.Now["left"].Status, board.Now["left"].Losses, board.Now["left"].Outcome));
    }
}
