using JointQP.Studies.Rates;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Unit.Studies.Stages;

public sealed class AttemptTests
{
    private static readonly (string, string?, long)[] Fork = [("trunk", null, 4), ("left", "trunk", 3), ("right", "trunk", 2), ("tip", "left", 1)];

    [Fact]
    public void Commit_WithItsTiming_StoresIt()
    {
        var board = new Board(Plans.Of(("s0", null, 4)));
        var timing = new StageTiming("cpu", [new("float", 3, 0.5)], [], 0.1);

        var epoch = board.Lease("s0");
        board.Apply(new StageCommand.Commit("s0", epoch, Board.Result("s0", epoch), timing));

        Assert.Equal(timing, board.Now["s0"].Timing);
        Assert.Equal(timing, board.Latest.Changed.Single(record => record.Id == "s0").Timing);
    }

    [Fact]
    public void Commit_Parent_FreesItsChildren()
    {
        var board = new Board(Plans.Of(Fork));
        board.Train("trunk");
        Assert.Equal(["trunk", "left", "right"], board.Latest.Changed.Select(r => r.Id));
        Assert.Equal((StageStatus.Ready, StageStatus.Blocked), (board.Now["right"].Status, board.Now["tip"].Status));
    }

    [Fact]
    public void Commit_Repeated_AcceptedOnceStored()
    {
        var board = new Board(Plans.Chain(1));
        board.Train("s0");
        Assert.IsType<StageAnswer.Accepted>(board.Commit("s0", 1));
        Assert.Empty(board.Latest.Changed);
        Assert.IsType<StageAnswer.Fenced>(board.Commit("s0", 1, "other"));
        Assert.Equal("hash", board.Now["s0"].Result!.StateHash);
    }

    [Fact]
    public void Apply_ZombieAfterItsStageWasTaken_FencedAndNothingChanges()
    {
        var board = new Board(Plans.Chain(2));
        var old = board.Lease("s0");
        board.Time += TimeSpan.FromSeconds(30);
        board.Lease("s0", "local-1");
        var before = board.Now.Records;
        StageCommand[] zombie =
        [
            new StageCommand.Renew("s0", old), new StageCommand.Checkpoint("s0", old, new("late", 1, "content", 1)),
            new StageCommand.Commit("s0", old, Board.Result("s0", old)), new StageCommand.Fail("s0", old, "late"),
            new StageCommand.Release("s0", old), new StageCommand.UnreadableParent("s0", old, "late"), new StageCommand.Renew("nowhere", 1),
        ];
        foreach (var message in zombie)
        {
            Assert.IsType<StageAnswer.Fenced>(board.Apply(message));
            Assert.Equal(before, board.Now.Records);
        }
    }

    [Fact]
    public void Fail_BeyondTheBudget_FailedWithItsReasonAndChildrenUnreachable()
    {
        var board = new Board(Plans.Chain(3));
        board.Apply(new StageCommand.Fail("s0", board.Lease("s0"), "out of memory"));
        Assert.Equal(StageStatus.Ready, board.Now["s0"].Status);
        board.Apply(new StageCommand.Fail("s0", board.Lease("s0"), "out of memory"));
        Assert.Equal((StageStatus.Failed, "out of memory"), (board.Now["s0"].Status, board.Now["s0"].Reason));
        Assert.Equal((StageStatus.Unreachable, StageStatus.Unreachable), (board.Now["s1"].Status, board.Now["s2"].Status));
        Assert.Contains("out of memory", board.Now["s2"].Reason, StringComparison.Ordinal);
        Assert.True(board.Now.Ended);
        Assert.IsType<StageAnswer.Accepted>(board.Apply(new StageCommand.Fail("s0", 2, "out of memory")));
        Assert.Empty(board.Latest.Changed);
    }

    [Fact]
    public void Checkpoint_Earlier_DoesNotReplaceALaterOne()
    {
        var board = new Board(Plans.Chain(1));
        var epoch = board.Lease("s0");
        board.Apply(new StageCommand.Checkpoint("s0", epoch, new("second", 20, "content", 1)));
        Assert.IsType<StageAnswer.Accepted>(board.Apply(new StageCommand.Checkpoint("s0", epoch, new("first", 10, "content", 1))));
        Assert.Empty(board.Latest.Changed);
        board.Apply(new StageCommand.Release("s0", epoch));
        Assert.Equal("second", board.Now["s0"].Progress!.File);
        board.Train("s0");
        Assert.Null(board.Now["s0"].Progress);
    }

    [Fact]
    public void UnreadableParent_WithinTheBudget_ParentTrainedAgainAndChildrenWait()
    {
        var board = new Board(Plans.Of(Fork));
        board.Train("trunk");
        var left = board.Lease("left");
        board.Apply(new StageCommand.UnreadableParent("left", left, "truncated"));
        Assert.Equal((StageStatus.Ready, 1, "hash"), (board.Now["trunk"].Status, board.Now["trunk"].Rebuilds, board.Now["trunk"].Result!.StateHash));
        Assert.Equal((StageStatus.Blocked, StageStatus.Blocked), (board.Now["left"].Status, board.Now["right"].Status));
        Assert.Equal((0, 0), (board.Now["left"].Losses, board.Now["left"].Failures));
        Assert.IsType<StageAnswer.Accepted>(board.Apply(new StageCommand.UnreadableParent("left", left, "truncated")));
        Assert.Empty(board.Latest.Changed);

        board.Commit("trunk", board.Lease("trunk"));
        Assert.Equal("trunk-2", board.Now["trunk"].Result!.Checkpoint.File);
        Assert.Equal((StageStatus.Ready, StageStatus.Ready), (board.Now["left"].Status, board.Now["right"].Status));
    }

    [Fact]
    public void UnreadableParent_NamesAFileFromBeforeTheParentWasTrainedAgain_OnlyTheAttemptEnds()
    {
        var board = new Board(Plans.Of(Fork));
        board.Train("trunk");
        var (left, right) = (board.Lease("left"), board.Lease("right", "local-1"));
        board.Apply(new StageCommand.UnreadableParent("left", left, "truncated", "trunk-1"));
        board.Train("trunk");

        Assert.IsType<StageAnswer.Accepted>(board.Apply(new StageCommand.UnreadableParent("right", right, "truncated", "trunk-1")));

        Assert.Equal((StageStatus.Committed, 1, "trunk-2"), (board.Now["trunk"].Status, board.Now["trunk"].Rebuilds, board.Now["trunk"].Result!.Checkpoint.File));
        Assert.Equal((StageStatus.Ready, AttemptOutcome.ParentUnreadable), (board.Now["right"].Status, board.Now["right"].Outcome));
        // Of the new one it is taken at its word.
        board.Apply(new StageCommand.UnreadableParent("left", board.Lease("left"), "truncated", "trunk-2"));
        Assert.Equal((StageStatus.Ready, 2), (board.Now["trunk"].Status, board.Now["trunk"].Rebuilds));
    }

    [Fact]
    public void UnreadableParent_SiblingHoldsItsStage_GoesOnAndMayCommit()
    {
        var board = new Board(Plans.Of(Fork));
        board.Train("trunk");
        var (left, right) = (board.Lease("left"), board.Lease("right", "local-1"));
        board.Apply(new StageCommand.UnreadableParent("left", left, "truncated"));
        board.Apply(new StageCommand.UnreadableParent("left", left, "truncated"));
        Assert.Equal(1, board.Now["trunk"].Rebuilds);
        Assert.IsType<StageAnswer.Accepted>(board.Commit("right", right));
        Assert.Equal(StageStatus.Committed, board.Now["right"].Status);
    }

    [Fact]
    public void UnreadableParent_BeyondTheBudget_ParentPoisonedAndOnlyWhatNeedsItUnreachable()
    {
        var board = new Board(Plans.Of(Fork), new StageRules { RebuildBudget = 0 });
        board.Train("trunk");
        board.Train("left");
        board.Apply(new StageCommand.UnreadableParent("right", board.Lease("right"), "truncated"));
        Assert.Equal((StageStatus.Poisoned, StageStatus.Unreachable), (board.Now["trunk"].Status, board.Now["right"].Status));
        Assert.Contains("truncated", board.Now["trunk"].Reason, StringComparison.Ordinal);
        board.Train("tip");
        Assert.True(board.Now.Ended);
    }

    [Fact]
    public void UnreadableParent_OfAFirstStage_CountsAsFailure()
    {
        var board = new Board(Plans.Chain(1));
        Assert.IsType<StageAnswer.Accepted>(board.Apply(new StageCommand.UnreadableParent("s0", board.Lease("s0"), "what parent")));
        Assert.Equal((StageStatus.Ready, 1), (board.Now["s0"].Status, board.Now["s0"].Failures));
    }

    [Fact]
    public void Commit_OtherHashAfterARebuild_AlarmAndTheFirstResultStays()
    {
        var board = new Board(Plans.Of(Fork));
        board.Train("trunk");
        board.Apply(new StageCommand.UnreadableParent("left", board.Lease("left"), "truncated"));
        board.Commit("trunk", board.Lease("trunk"), "changed");
        Assert.Contains(new StageEvent.DeterminismAlarm("trunk", "hash", "changed"), board.Latest.Events);
        Assert.Equal((StageStatus.Failed, "hash"), (board.Now["trunk"].Status, board.Now["trunk"].Result!.StateHash));
        Assert.Contains("determinism alarm", board.Now["trunk"].Reason, StringComparison.Ordinal);
        Assert.True(board.Now.Ended);
    }

    [Fact]
    public void Cancel_Running_FencesLeasesAndKeepsWhatIsCommitted()
    {
        var board = new Board(Plans.Of(Fork));
        board.Train("trunk");
        var left = board.Lease("left");
        board.Apply(new StageCommand.Cancel());
        Assert.True(board.Now.Ended && board.Now.Cancelled);
        Assert.Equal((StageStatus.Committed, StageStatus.Cancelled, left + 1), (board.Now["trunk"].Status, board.Now["left"].Status, board.Now["left"].Epoch));
        Assert.IsType<StageAnswer.Fenced>(board.Commit("left", left));
        Assert.Equal(new StageAnswer.Nothing(null), board.Ask("local-0", 99));
        board.Apply(new StageCommand.Cancel());
        Assert.Empty(board.Latest.Changed);
    }
}
