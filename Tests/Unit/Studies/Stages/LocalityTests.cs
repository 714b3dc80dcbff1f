using JointQP.Studies.Stages;

namespace JointQP.Tests.Unit.Studies.Stages;

/// <summary>Of equally long paths a worker goes on from a checkpoint it holds; <see cref="Rules"/> holds the same against any board.</summary>
public sealed class LocalityTests
{
    private static readonly (string Id, string? Parent, long Steps)[] TwoTrunks =
        [("a", null, 2), ("b", null, 2), ("a1", "a", 3), ("b1", "b", 3), ("b2", "b", 3)];

    [Fact]
    public void Lease_EquallyLong_TheOneThatGoesOnFromAHeldCheckpoint()
    {
        var board = Trained(TwoTrunks, "a", "b");
        Assert.Equal("b1", Stage(board.Ask("local-0", 1, holds: Board.HashOf("b"))));
        Assert.Equal("b2", Stage(board.Ask("local-1", 2, holds: Board.HashOf("b"))));
        Assert.Equal("a1", Stage(board.Ask("local-2", 3, holds: Board.HashOf("b"))));
    }

    [Fact]
    public void Lease_SeveralHeld_TheNewest()
    {
        var board = Trained(TwoTrunks, "a", "b");
        Assert.Equal("b1", Stage(board.Ask("local-0", 1, holds: ["no stage's", Board.HashOf("b"), Board.HashOf("a")])));
    }

    [Fact]
    public void Lease_NothingHeld_TheFirstOfThePlan()
    {
        Assert.Equal("a1", Stage(Trained(TwoTrunks, "a", "b").Ask("local-0", 1)));
        Assert.Equal("a1", Stage(Trained(TwoTrunks, "a", "b").Apply(new StageCommand.Lease(Board.Holder("local-0", 1), "avx2"))));
    }

    [Fact]
    public void Lease_AnotherPathIsLonger_TheLongest()
    {
        var board = Trained([("a", null, 2), ("b", null, 2), ("a1", "a", 4), ("b1", "b", 3)], "a", "b");
        Assert.Equal("a1", Stage(board.Ask("local-0", 1, holds: Board.HashOf("b"))));
    }

    [Fact]
    public void Lease_HeldOnesChildWasBegun_NotPreferred()
    {
        var board = Trained(TwoTrunks, "a", "b");
        foreach (var stage in new[] { "b1", "b2" })
        {
            var granted = (StageAnswer.Granted)board.Ask("local-0", 1, holds: Board.HashOf("b"));
            Assert.Equal(stage, granted.Stage);
            board.Apply(new StageCommand.Checkpoint(stage, granted.Epoch, new("inside", 3, "inside", 1)));
            board.Apply(new StageCommand.Release(stage, granted.Epoch));
        }

        Assert.Equal("a1", Stage(board.Ask("local-0", 2, holds: Board.HashOf("b"))));
    }

    [Fact]
    public void Lease_HeldOnesTreeIsAnotherFingerprints_NotGiven()
    {
        var board = Trained(TwoTrunks, "a");
        Assert.IsType<StageAnswer.Granted>(board.Ask("gpu-0", 1, fingerprint: "cuda"));
        board.Commit("b", 1);
        Assert.Equal("b1", Stage(board.Ask("gpu-0", 2, fingerprint: "cuda", holds: Board.HashOf("a"))));
    }

    [Fact]
    public void Lease_MoreHeldThanCount_TheRestIsNotLookedAt()
    {
        string[] others = [.. Enumerable.Range(0, Locality.MostHeld).Select(i => $"other {i}")];
        Assert.Equal("b1", Stage(Trained(TwoTrunks, "a", "b").Ask("local-0", 1, holds: [.. others[1..], Board.HashOf("b")])));
        Assert.Equal("a1", Stage(Trained(TwoTrunks, "a", "b").Ask("local-0", 1, holds: [.. others, Board.HashOf("b")])));
    }

    [Theory]
    [InlineData(63, "last")]
    [InlineData(64, "a1")]
    public void Lease_ManyChildren_SoManyAreLookedAt(int before, string granted)
    {
        var board = Trained(
            [("a", null, 2), ("b", null, 2), ("a1", "a", 2), .. Enumerable.Range(0, before).Select(i => ($"b{i}", (string?)"b", 1L)), ("last", "b", 2)], "a", "b");
        Assert.Equal(granted, Stage(board.Ask("local-0", 1, holds: Board.HashOf("b"))));
    }

    [Fact]
    public void Lease_HeldWasTrainedAgainToAnotherFile_NotTakenForIt()
    {
        var board = Trained(TwoTrunks, "a", "b");
        var granted = (StageAnswer.Granted)board.Ask("local-0", 1, holds: Board.HashOf("b"));
        board.Apply(new StageCommand.UnreadableParent(granted.Stage, granted.Epoch, "gone"));
        Assert.Equal(StageStatus.Ready, board.Now["b"].Status);
        // The trunk's path is the longest again; its new file has other content, as after a change of its form.
        var again = (StageAnswer.Granted)board.Ask("local-0", 2);
        Assert.Equal("b", again.Stage);
        board.Apply(new StageCommand.Commit("b", again.Epoch, new(new("b-2", 1, "another form", 1), "hash")));
        Assert.Equal("a1", Stage(board.Ask("local-1", 3, holds: Board.HashOf("b"))));
        Assert.Equal("b1", Stage(board.Ask("local-2", 4, holds: "another form")));
    }

    [Fact]
    public void Lease_AfterARestore_HeldIsKnown()
    {
        var board = Trained(TwoTrunks, "a", "b");
        var restored = StageBoard.Restore(Plans.Of(TwoTrunks), new StageRules(), board.Now.Records, board.Time);
        var answer = StageReducer.Apply(restored, new StageCommand.Lease(Board.Holder("local-0", 1), "avx2", [Board.HashOf("b")]), board.Time).Answer;
        Assert.Equal("b1", Stage(answer));
    }

    private static Board Trained((string Id, string? Parent, long Steps)[] stages, params string[] trained)
    {
        var board = new Board(Plans.Of(stages));
        foreach (var stage in trained)
            board.Train(stage);
        return board;
    }

    private static string Stage(StageAnswer answer) => Assert.IsType<StageAnswer.Granted>(answer).Stage;
}
