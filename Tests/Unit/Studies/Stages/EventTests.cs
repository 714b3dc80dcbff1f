using JointQP.Studies.Planning;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Unit.Studies.Stages;

/// <summary>What is told of a stage: the only trace that logs and telemetry have of why it ended so.</summary>
public sealed class EventTests
{
    [Fact]
    public void Renew_OvertakenByTheHoldersOwnCommit_IsFencedAndNoNews()
    {
        var board = new Board(Plans.Chain(1));
        var epoch = board.Lease("s0");
        board.Commit("s0", epoch);

        Assert.IsType<StageAnswer.Fenced>(board.Apply(new StageCommand.Renew("s0", epoch)));
        Assert.Empty(board.Latest.Events);
        // Of an epoch before, it is somebody's who was away.
        board.Apply(new StageCommand.Renew("s0", epoch - 1));
        Assert.IsType<StageEvent.MessageFenced>(Assert.Single(board.Latest.Events));
    }

    [Fact]
    public void Renew_OfALeaseThatWasLost_IsNews()
    {
        var board = new Board(Plans.Chain(1));
        var epoch = board.Lease("s0");
        board.Time += board.Now.Rules.Lease;
        board.Apply(new StageCommand.Expire());

        board.Apply(new StageCommand.Renew("s0", epoch));

        Assert.IsType<StageEvent.MessageFenced>(Assert.Single(board.Latest.Events));
    }

    [Fact]
    public void Fail_BeyondTheBudget_TellsAttemptAndStage()
    {
        var board = new Board(Plans.Chain(1), new StageRules { FailedBudget = 0 });
        board.Apply(new StageCommand.Fail("s0", board.Lease("s0"), "out of memory"));
        Assert.Equal(
            [new StageEvent.AttemptEnded("s0", AttemptOutcome.Failed, 1, "local-0", "out of memory"), new StageEvent.StageFailed("s0", "out of memory")],
            board.Latest.Events);
    }

    [Fact]
    public void Expire_BeyondTheBudget_TellsWhoWasSilentForHowLong()
    {
        var board = new Board(Plans.Chain(1), new StageRules { LostBudget = 0, Lease = TimeSpan.FromSeconds(7.5) });
        board.Lease("s0", "local-3");
        board.Time += TimeSpan.FromSeconds(7.5);
        board.Apply(new StageCommand.Expire());
        const string Silent = "nothing was heard from worker local-3 for 7.5 s";
        Assert.Equal(
            [
                new StageEvent.LeaseLost("s0", "local-3", Silent),
                new StageEvent.AttemptEnded("s0", AttemptOutcome.Lost, 1, "local-3", "nothing was heard from worker local-3 for 7.5 s"),
                new StageEvent.StagePoisoned("s0", $"lost 1 times, the last time because {Silent}; look for crashes or want of memory in the workers' logs"),
            ],
            board.Latest.Events);
    }

    [Fact]
    public void EndOlder_OlderHolds_TellsTheRestart()
    {
        var board = new Board(Plans.Chain(1));
        board.Lease("s0");
        board.Apply(new StageCommand.EndOlder("local-0", 2));
        Assert.Contains(new StageEvent.LeaseLost("s0", "local-0", "worker local-0 was started anew while it held the stage"), board.Latest.Events);
    }

    [Fact]
    public void UnreadableParent_WithinTheBudget_TellsTheRebuild()
    {
        var board = new Board(Plans.Chain(2));
        board.Train("s0");
        board.Apply(new StageCommand.UnreadableParent("s1", board.Lease("s1"), "truncated"));
        Assert.Equal(
            [new StageEvent.AttemptEnded("s1", AttemptOutcome.ParentUnreadable, 1, "local-0", "truncated"), new StageEvent.StageRebuilt("s0", "truncated")],
            board.Latest.Events);
    }

    [Fact]
    public void Commit_OtherHashAfterARebuild_ReasonNamesBothHashes()
    {
        var board = new Board(Plans.Chain(2));
        board.Train("s0");
        board.Apply(new StageCommand.UnreadableParent("s1", board.Lease("s1"), "truncated"));
        board.Commit("s0", board.Lease("s0"), "changed");
        Assert.Contains("ended in changed instead of hash;", board.Now["s0"].Reason, StringComparison.Ordinal);
    }

    // The trunk cannot be trained again, since its own parent was set aside: what waits for it must not wait for ever.
    [Fact]
    public void UnreadableParent_ItsOwnParentSetAside_EverythingBelowIsUnreachable()
    {
        var board = new Board(
            Plans.Of(("root", null, 4), ("trunk", "root", 3), ("other", "root", 3), ("left", "trunk", 2), ("right", "trunk", 2)),
            new StageRules { RebuildBudget = 1 });
        board.Train("root");
        board.Train("trunk");
        board.Apply(new StageCommand.UnreadableParent("other", board.Lease("other"), "truncated"));
        board.Train("root");
        board.Apply(new StageCommand.UnreadableParent("other", board.Lease("other"), "truncated"));
        Assert.Equal(StageStatus.Poisoned, board.Now["root"].Status);
        board.Apply(new StageCommand.UnreadableParent("left", board.Lease("left"), "truncated"));
        Assert.Equal(
            (StageStatus.Unreachable, StageStatus.Unreachable, StageStatus.Unreachable),
            (board.Now["trunk"].Status, board.Now["left"].Status, board.Now["right"].Status));
        Assert.True(board.Now.Ended);
    }

    [Fact]
    public void Restore_PlanNamesAStageBeforeItsParent_Refused()
    {
        var stages = Plans.Chain(2).Stages;
        var refused = Assert.Throws<ArgumentException>(() => StageBoard.Create(new StudyPlan([], [stages[1], stages[0]]), new StageRules()));
        Assert.Contains("s1 stands before its parent s0", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => StageBoard.Create(new StudyPlan([], [stages[0] with { Parent = "s0" }]), new StageRules()));
    }

    [Fact]
    public void Restore_RecordOfAStageThePlanLacks_NamesIt()
    {
        var stranger = new StageRecord { Id = "stranger", Status = StageStatus.Ready };
        var refused = Assert.Throws<KeyNotFoundException>(
            () => StageBoard.Restore(Plans.Chain(1), new StageRules(), [stranger], default));
        Assert.Contains("'stranger'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'nowhere'", Assert.Throws<KeyNotFoundException>(() => new Board(Plans.Chain(1)).Now["nowhere"]).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Rules_LeaseWithoutLength_Refused(int seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new StageRules { Lease = TimeSpan.FromSeconds(seconds) });

    [Fact]
    public void Rules_NegativeBudget_Refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new StageRules { LostBudget = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StageRules { FailedBudget = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StageRules { RebuildBudget = -1 });
    }
}
