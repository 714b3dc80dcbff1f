using JointQP.Studies.Stages;

namespace JointQP.Tests.Unit.Studies.Stages;

public sealed class ExplainTests
{
    private readonly Board _board = new(Plans.Chain(2), new StageRules { LostBudget = 0 });

    [Fact]
    public void Explain_PoisonedStage_ShowsWhatItsWorkerLoggedBelowTheReason()
    {
        var epoch = Lose();
        var reason = _board.Now["s0"].Reason!;

        Assert.IsType<StageAnswer.Accepted>(_board.Apply(new StageCommand.Explain("s0", epoch, ["training", "out of memory"])));

        Assert.Equal((StageStatus.Poisoned, 1, epoch), (_board.Now["s0"].Status, _board.Now["s0"].Losses, _board.Now["s0"].Epoch));
        Assert.Equal(reason, FailureText.Reason(_board.Now["s0"].Reason!));
        Assert.Equal(["training", "out of memory"], FailureText.Log(_board.Now["s0"].Reason!));
    }

    [Fact]
    public void Explain_Again_ChangesNothing()
    {
        var epoch = Lose();
        _board.Apply(new StageCommand.Explain("s0", epoch, ["first"]));

        _board.Apply(new StageCommand.Explain("s0", epoch, ["second"]));

        Assert.Empty(_board.Latest.Changed);
    }

    [Fact]
    public void Explain_LeasedAgainMeanwhile_ChangesNothing()
    {
        var epoch = Lose();
        _board.Apply(new StageCommand.Retry());
        _board.Lease("s0");

        Assert.IsType<StageAnswer.Accepted>(_board.Apply(new StageCommand.Explain("s0", epoch, ["late"])));

        Assert.Empty(_board.Latest.Changed);
    }

    [Fact]
    public void Explain_LostAgainMeanwhile_OnlyTheLatestLossIsExplained()
    {
        var first = Lose();
        _board.Apply(new StageCommand.Retry());
        var second = Lose();

        _board.Apply(new StageCommand.Explain("s0", first, ["of the first"]));
        Assert.Empty(_board.Latest.Changed);

        _board.Apply(new StageCommand.Explain("s0", second, ["of the second"]));
        Assert.Equal(["of the second"], FailureText.Log(_board.Now["s0"].Reason!));
    }

    [Theory]
    [InlineData("s0")]
    [InlineData("no such stage")]
    public void Explain_WhatWasNotLost_ChangesNothing(string stage)
    {
        var epoch = _board.Lease("s0");
        _board.Apply(new StageCommand.Release("s0", epoch));

        _board.Apply(new StageCommand.Explain(stage, epoch, ["line"]));

        Assert.Empty(_board.Latest.Changed);
        Assert.Empty(_board.Latest.Events);
    }

    private long Lose()
    {
        var epoch = _board.Lease("s0");
        _board.Time += TimeSpan.FromSeconds(30);
        _board.Apply(new StageCommand.Expire());
        return epoch;
    }
}
