using JointQP.Studies.Stages;

namespace JointQP.Tests.Unit.Studies.Stages;

public sealed class ParallelTests
{
    private static readonly (string, string?, long)[] Three = [("a", null, 3), ("b", null, 2), ("c", null, 1)];

    [Fact]
    public void Ask_AsManyAreLeasedAsMayBe_GetsNothingUntilOneEnds()
    {
        var board = new Board(Plans.Of(Three), new StageRules { Parallel = 2 });
        var first = board.Lease("a", "local-0");
        board.Lease("b", "local-1");
        Assert.True(board.Now.Full);

        Assert.Equal(new StageAnswer.Nothing(board.Now.NextDeadline), board.Ask("local-2", 7));
        Assert.IsType<StageAnswer.Accepted>(board.Commit("a", first));
        Assert.Equal("c", Assert.IsType<StageAnswer.Granted>(board.Ask("local-2", 8)).Stage);
    }

    [Fact]
    public void Ask_RepeatedAtTheLimit_GetsItsLease()
    {
        var board = new Board(Plans.Of(Three), new StageRules { Parallel = 1 });

        Assert.IsType<StageAnswer.Granted>(board.Ask("local-0", 1));
        Assert.Equal("a", Assert.IsType<StageAnswer.Granted>(board.Ask("local-0", 1)).Stage);
        // Another ask of the same worker gives back what it held, and so is within the limit.
        Assert.IsType<StageAnswer.Granted>(board.Ask("local-0", 2));
    }

    [Fact]
    public void Ask_LeaseThatCountedIsOver_GetsAStage()
    {
        var board = new Board(Plans.Of(Three), new StageRules { Parallel = 1 });
        board.Lease("a", "local-0");
        board.Time += TimeSpan.FromSeconds(30);

        Assert.IsType<StageAnswer.Granted>(board.Ask("local-1", 7));
    }

    [Fact]
    public void Rules_LimitOfNone_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new StageRules { Parallel = 0 });
}
