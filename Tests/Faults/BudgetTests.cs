using JointQP.Studies.Stages;
using JointQP.Tests.Faults.Simulation;

namespace JointQP.Tests.Faults;

/// <summary>Where luck runs out: what is set aside, what cannot be trained for it, and that all the rest is.</summary>
public sealed class BudgetTests
{
    private static readonly StageRules Rules = new() { Lease = TimeSpan.FromSeconds(9), LostBudget = 2, FailedBudget = 1, RebuildBudget = 1 };
    private static readonly SimulatedStudy Study = Shapes.Forgiving(Rules);

    private static string Root => Study.Plan.Stages.First(stage => stage.Parent is null).Id;

    [Fact]
    public void Stage_ThatKillsItsWorkers_IsPoisonedBeyondItsBudgetAndTheRestIsTrained()
    {
        var root = EndOf(new Curses { Kills = Root }, StageStatus.Poisoned);
        Assert.Equal(Rules.LostBudget + 1, root.Losses);
        Assert.Equal(0, root.Failures);
    }

    [Fact]
    public void Stage_WhoseTrainingThrows_IsFailedBeyondItsBudgetAndTheRestIsTrained()
    {
        var root = EndOf(new Curses { Throws = Root }, StageStatus.Failed);
        Assert.Equal(Rules.FailedBudget + 1, root.Failures);
        Assert.Equal(0, root.Losses);
    }

    [Fact]
    public void Stage_WhoseCheckpointIsAlwaysDamaged_IsPoisonedBeyondItsBudgetAndTheRestIsTrained()
    {
        var root = EndOf(new Curses { Damaged = Root }, StageStatus.Poisoned);
        Assert.Equal(Rules.RebuildBudget + 1, root.Rebuilds);
    }

    [Fact]
    public void Stage_DamagedOnce_IsTrainedAgainToTheSameHash()
    {
        SimulatedRun run = new(Study, new Curses { Damaged = Root, Times = 1 });
        Assert.Equal(new SimulatedRun(Study).Finish(), run.Finish());
        Assert.Equal(1, run.Cluster.Store[Study.Name].Stages[Root].Rebuilds);
    }

    [Fact]
    public void Stage_TrainedAgainToOtherBits_IsFailedWithAnAlarmAndTheRestIsTrained()
    {
        var root = EndOf(new Curses { Damaged = Root, Times = 1, Contradicts = Root }, StageStatus.Failed);
        Assert.Equal(AttemptOutcome.Contradicted, root.Outcome);
        Assert.Contains("determinism alarm", root.Reason, StringComparison.Ordinal);
    }

    /// <summary>Plays the study with a cursed root; gives the root's row.</summary>
    private static StageRecord EndOf(Curses curses, StageStatus expected)
    {
        SimulatedRun run = new(Study, curses);
        run.Play();
        var rows = run.Cluster.Store[Study.Name].Stages;
        Assert.Equal(expected, rows[Root].Status);
        var tree = Study.Stages[Root].Tree;
        foreach (var stage in Study.Plan.Stages.Where(stage => stage.Id != Root))
            Assert.Equal(stage.Tree == tree ? StageStatus.Unreachable : StageStatus.Committed, rows[stage.Id].Status);
        return rows[Root];
    }
}
