using JointQP.Studies.Planning;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Unit.Studies.Stages;

public sealed class LeaseTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Lease_SeveralReady_LongestPathFirstThenPlanOrder()
    {
        var board = new Board(Plans.Of(("short", null, 1), ("long", null, 5), ("trunk", null, 2), ("twig", "trunk", 3)));
        Assert.Equal(["long", "trunk", "short"], Enumerable.Range(0, 3).Select(i => ((StageAnswer.Granted)board.Ask($"local-{i}", i)).Stage));
        Assert.Equal(new StageAnswer.Nothing(board.Time + (30 * Second)), board.Ask("local-3", 3));
    }

    [Fact]
    public void Lease_FirstOfAStage_StoresHolderAndEpochBeforeTheAnswer()
    {
        var board = new Board(Plans.Chain(1));
        Assert.Equal(new StageAnswer.Granted("s0", 1, board.Time + (30 * Second)), board.Ask("local-0", 7));
        var stored = Assert.Single(board.Latest.Changed);
        Assert.Equal((StageStatus.Leased, 1L, 1L, Board.Holder("local-0", 7), "avx2"),
            (stored.Status, stored.Epoch, stored.Version, stored.Holder!, stored.Fingerprint));
    }

    [Fact]
    public void Lease_Repeated_SameLeaseCountedFromTheRepeat()
    {
        var board = new Board(Plans.Chain(2));
        board.Ask("local-0", 7);
        board.Time += 40 * Second;
        Assert.Equal(new StageAnswer.Granted("s0", 1, board.Time + (30 * Second)), board.Ask("local-0", 7));
        Assert.Empty(board.Latest.Changed);
        Assert.Equal("s0", StageReducer.Find(board.Now, Board.Holder("local-0", 7)));
        Assert.Null(StageReducer.Find(board.Now, Board.Holder("local-0", 8)));
    }

    [Fact]
    public void Lease_NewRequestWhileHolding_GivesTheStageBackWithoutBudget()
    {
        var board = new Board(Plans.Chain(1));
        board.Ask("local-0", 7);
        Assert.Equal(2, Assert.IsType<StageAnswer.Granted>(board.Ask("local-0", 8)).Epoch);
        Assert.Equal((0, 2L), (board.Now["s0"].Losses, board.Now["s0"].Version));
        Assert.IsType<StageAnswer.Fenced>(board.Commit("s0", 1));
    }

    [Fact]
    public void Lease_NewerIncarnation_LosesTheOlderOnesLease()
    {
        var board = new Board(Plans.Chain(1));
        board.Ask("local-0", 7, incarnation: 1);
        Assert.Equal(2, Assert.IsType<StageAnswer.Granted>(board.Ask("local-0", 8, incarnation: 2)).Epoch);
        Assert.Equal(1, board.Now["s0"].Losses);
        Assert.IsType<StageAnswer.Superseded>(board.Ask("local-0", 9, incarnation: 1));
    }

    [Fact]
    public void Lease_TreePinned_OnlyItsFingerprint()
    {
        var board = new Board(Plans.Chain(2));
        board.Train("s0");
        Assert.IsType<StageAnswer.Nothing>(board.Ask("gpu-0", 1, fingerprint: "cuda"));
        Assert.IsType<StageAnswer.Granted>(board.Ask("local-1", 2));
    }

    [Fact]
    public void Lease_AnothersLeaseRanOut_TakesTheStage()
    {
        var board = new Board(Plans.Chain(1));
        board.Ask("local-0", 1);
        board.Time += 30 * Second;
        Assert.Equal(2, Assert.IsType<StageAnswer.Granted>(board.Ask("local-1", 2)).Epoch);
        Assert.Equal(1, board.Now["s0"].Losses);
    }

    [Fact]
    public void EndOlder_OlderHolds_LostAtOnce()
    {
        var board = new Board(Plans.Chain(1));
        board.Ask("local-0", 1, incarnation: 4);
        board.Apply(new StageCommand.EndOlder("local-0", 4));
        Assert.Equal(StageStatus.Leased, board.Now["s0"].Status);
        board.Apply(new StageCommand.EndOlder("local-0", 5));
        Assert.Equal((StageStatus.Ready, 1), (board.Now["s0"].Status, board.Now["s0"].Losses));
        Assert.IsType<StageAnswer.Superseded>(board.Apply(new StageCommand.EndOlder("local-0", 4)));
    }

    [Fact]
    public void Renew_AfterTheDeadlineBeforeAnybodyTookIt_StillTheHolders()
    {
        var board = new Board(Plans.Chain(1));
        board.Ask("local-0", 1);
        board.Time += 31 * Second;
        Assert.IsType<StageAnswer.Accepted>(board.Apply(new StageCommand.Renew("s0", 1)));
        Assert.Empty(board.Latest.Changed);
        board.Apply(new StageCommand.Expire());
        Assert.Equal(StageStatus.Leased, board.Now["s0"].Status);
    }

    [Fact]
    public void Expire_AgainAndAgain_PoisonedBeyondTheBudgetAndTheRestGoesOn()
    {
        var board = new Board(Plans.Of(("bad", null, 3), ("below", "bad", 1), ("other", null, 1)), new StageRules { LostBudget = 2 });
        for (var i = 0; i < 3; i++)
        {
            board.Lease("bad");
            board.Time += 30 * Second;
            board.Apply(new StageCommand.Expire());
        }

        Assert.Equal((StageStatus.Poisoned, StageStatus.Unreachable), (board.Now["bad"].Status, board.Now["below"].Status));
        Assert.Contains("lost 3 times", board.Now["bad"].Reason, StringComparison.Ordinal);
        Assert.Contains("bad", board.Now["below"].Reason, StringComparison.Ordinal);
        board.Train("other");
        Assert.True(board.Now.Ended);
    }

    [Fact]
    public void Restore_StoredHolder_OneFullLeaseMore()
    {
        var plan = Plans.Chain(1);
        var board = new Board(plan);
        board.Ask("local-0", 1);
        var stored = board.Latest.Changed.Select(r => r with { Deadline = null });
        var later = board.Time + TimeSpan.FromHours(1);
        var restored = StageBoard.Restore(plan, new StageRules(), stored, later);
        Assert.Empty(StageReducer.Apply(restored, new StageCommand.Expire(), later + (29 * Second)).Changed);
        Assert.Single(StageReducer.Apply(restored, new StageCommand.Expire(), later + (30 * Second)).Changed);
    }

    [Fact]
    public void Restore_LeasedBelowASetAsideParent_UnreachableWithAllBelow()
    {
        StageRecord[] stored =
        [
            new() { Id = "s0", Status = StageStatus.Poisoned, Epoch = 1, Version = 9 },
            new() { Id = "s1", Status = StageStatus.Leased, Epoch = 1, Version = 1, Holder = Board.Holder("local-0", 1) },
        ];
        var restored = StageBoard.Restore(Plans.Chain(3), new StageRules(), stored, default);
        Assert.Equal((StageStatus.Unreachable, StageStatus.Unreachable), (restored["s1"].Status, restored["s2"].Status));
        Assert.True(restored.Ended);
    }

    [Fact]
    public void Restore_RecordOfAnotherPlan_Throws() => Assert.Throws<KeyNotFoundException>(() =>
        StageBoard.Restore(Plans.Chain(1), new StageRules(), [new() { Id = "s9", Status = StageStatus.Ready }], default));

    [Fact]
    public void Lease_ManyStages_CopiesNotEvenOnePointerForEach()
    {
        const int Count = 20_000;
        var board = new Board(new([], [.. Enumerable.Range(0, Count).Select(i => new PlannedStage($"s{i}", null, $"s{i}", 0, 0, 1, 1, true))]));
        board.Train("s0");
        var before = GC.GetAllocatedBytesForCurrentThread();
        board.Ask("local-0", 1);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, Count * 8 / 4);
    }
}
