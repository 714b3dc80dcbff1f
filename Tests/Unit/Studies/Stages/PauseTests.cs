using JointQP.Studies.Stages;

namespace JointQP.Tests.Unit.Studies.Stages;

public sealed class PauseTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Pause_StagesReady_NoneIsLeasedUntilResumed(bool drain)
    {
        var board = new Board(Plans.Chain(2));
        Assert.IsType<StageAnswer.Accepted>(board.Apply(new StageCommand.Pause(drain)));
        Assert.Equal(new StageAnswer.Nothing(null), board.Ask("local-0", 1));
        board.Apply(new StageCommand.Resume());
        Assert.IsType<StageAnswer.Granted>(board.Ask("local-0", 2));
    }

    [Theory]
    [InlineData(true, typeof(StageAnswer.Accepted))]
    [InlineData(false, typeof(StageAnswer.GiveBack))]
    public void Renew_WhilePaused_AsksForTheStageUnlessItIsToDrain(bool drain, Type answer)
    {
        var board = new Board(Plans.Chain(1));
        var epoch = board.Lease("s0");
        board.Apply(new StageCommand.Pause(drain));
        board.Time += 20 * Second;
        Assert.IsType(answer, board.Apply(new StageCommand.Renew("s0", epoch)));
        // The lease holds for as long as ever: a checkpoint takes its time.
        board.Time += 29 * Second;
        board.Apply(new StageCommand.Expire());
        Assert.Equal(StageStatus.Leased, board.Now["s0"].Status);
    }

    [Fact]
    public void Pause_StageUnderWay_CheckpointAndReleaseCountAgainstNoBudgetAndTheNextLeaseGoesOnThere()
    {
        var board = new Board(Plans.Of(("s0", null, 5)));
        var epoch = board.Lease("s0");
        board.Apply(new StageCommand.Pause(Drain: false));
        Assert.IsType<StageAnswer.Accepted>(board.Apply(new StageCommand.Checkpoint("s0", epoch, new("at 3", 3, "content", 1))));
        Assert.IsType<StageAnswer.Accepted>(board.Apply(new StageCommand.Release("s0", epoch)));
        board.Apply(new StageCommand.Resume());
        Assert.Equal(epoch + 1, board.Lease("s0"));
        Assert.Equal((0, 0, 3L), (board.Now["s0"].Losses, board.Now["s0"].Failures, board.Now["s0"].Progress!.Step));
    }

    [Fact]
    public void Ask_RepeatedWhilePaused_StillHoldsWhatItWasGranted()
    {
        var board = new Board(Plans.Chain(1));
        board.Ask("local-0", 7);
        board.Apply(new StageCommand.Pause(Drain: false));
        Assert.Equal(new StageAnswer.Granted("s0", 1, board.Time + (30 * Second)), board.Ask("local-0", 7));
    }

    [Fact]
    public void Expire_WhilePaused_LeaseIsLostAsEver()
    {
        var board = new Board(Plans.Chain(1));
        board.Lease("s0");
        board.Apply(new StageCommand.Pause(Drain: true));
        board.Time += 30 * Second;
        board.Apply(new StageCommand.Expire());
        Assert.Equal((StageStatus.Ready, 1), (board.Now["s0"].Status, board.Now["s0"].Losses));
    }

    [Fact]
    public void Commit_WhilePaused_CountsAndMayEndTheStudy()
    {
        var board = new Board(Plans.Chain(1));
        var epoch = board.Lease("s0");
        board.Apply(new StageCommand.Pause(Drain: true));
        Assert.IsType<StageAnswer.Accepted>(board.Commit("s0", epoch));
        Assert.True(board.Now is { Ended: true, Cancelled: false });
    }

    [Fact]
    public void Cancel_WhilePaused_FencesTheHolder()
    {
        var board = new Board(Plans.Chain(1));
        var epoch = board.Lease("s0");
        board.Apply(new StageCommand.Pause(Drain: true));
        board.Apply(new StageCommand.Cancel());
        Assert.True(board.Now.Cancelled);
        Assert.IsType<StageAnswer.Fenced>(board.Commit("s0", epoch));
    }

    [Fact]
    public void Restore_Paused_StaysSo()
    {
        var plan = Plans.Chain(1);
        var restored = StageBoard.Restore(plan, new StageRules(), [], default, Handout.Closed);
        Assert.Equal(
            new StageAnswer.Nothing(null),
            StageReducer.Apply(restored, new StageCommand.Lease(Board.Holder("local-0", 1), "avx2"), default).Answer);
    }
}
