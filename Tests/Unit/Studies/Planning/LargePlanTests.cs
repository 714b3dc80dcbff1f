using JointQP.Studies.Planning;
using JointQP.Studies.Spec;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Unit.Studies.Planning;

/// <summary>A study of as many trials as one may have: two onsets on a grid, which may be equal, times seeds.</summary>
public sealed class LargePlanTests
{
    private const int Seeds = 50;
    private const int Steps = 2000;

    // In steps. Weights alone: an operator touches no step before its start.
    private static readonly long[] Prune = [.. Enumerable.Range(0, 40).Select(i => 100 + (30L * i))];
    private static readonly long[] Quantize = [.. Enumerable.Range(0, 50).Select(i => 110 + (20L * i))];

    private static readonly Lazy<StudyPlan> Plan = new(() => StudyPlanner.Plan(StudySpecParser.Parse(
        $$"""
        name: large
        seeds: {{Seeds}}
        experiments:
          - name: e
            dataset: fashion-mnist
            samples: { train: 12800, validation: 500, test: 1000 }
            network: convnet
            training: { epochs: 10, batch: 64 }
            compression: { ramp: { every: 5 steps, times: 4 } }
            schedules:
              - orderings: all
                of: [P0.5(w), Q8(w)]
                onsets: { grid: { P: [{{string.Join(", ", Prune.Select(step => $"{step} steps"))}}], Q: [{{string.Join(", ", Quantize.Select(step => $"{step} steps"))}}] } }
        """).Spec!));

    [Fact]
    public void Plan_OfTheMostTrials_HasTheStagesAndStepsOfItsGrid()
    {
        // Of one seed. Float training ends a stage where somebody's first operator starts, up to the last such step.
        var firsts = Prune.SelectMany(_ => Quantize, Math.Min).Distinct().ToList();
        var (stages, steps) = (firsts.Count, firsts.Max());
        // From each first operator on the same, up to the last start of the second; and each trial's own end.
        foreach (var (onset, seconds) in Prune.Select(p => (p, Quantize.Where(q => q > p))).Concat(Quantize.Select(q => (q, Prune.Where(p => p > q)))))
        {
            stages += 2 * seconds.Count();
            steps += seconds.DefaultIfEmpty(onset).Max() - onset + seconds.Sum(second => Steps - second);
        }

        // And where both start together, to the end.
        stages += Prune.Intersect(Quantize).Count();
        steps += Prune.Intersect(Quantize).Sum(both => Steps - both);

        var plan = Plan.Value;
        Assert.Equal(StudySpecParser.MaximumTrials, plan.Trials.Length);
        Assert.Equal((Seeds * stages, Seeds * steps), (plan.Stages.Length, plan.Stages.Sum(stage => stage.To - stage.From)));
        Assert.Equal(plan.Trials.Length, plan.Stages.Count(stage => stage.Final));
        Assert.Equal(plan.Stages.Length, plan.Stages.DistinctBy(stage => stage.Id).Count());
        Assert.All(plan.Trials, trial => Assert.InRange(trial.Path.Length, 2, firsts.Count + Quantize.Length));
    }

    [Fact]
    public void Board_OfTheMostTrials_IsLeasedAndCommittedFrom()
    {
        var board = StageBoard.Create(Plan.Value, new StageRules());
        var now = DateTimeOffset.UnixEpoch;
        Assert.Equal((Seeds, Plan.Value.Stages.Length - Seeds), (board.Count(StageStatus.Ready), board.Count(StageStatus.Blocked)));

        var leased = StageReducer.Apply(board, new StageCommand.Lease(new LeaseHolder("a", 1, Guid.Empty), "any"), now);
        var granted = Assert.IsType<StageAnswer.Granted>(leased.Answer);
        Assert.Equal(["a"], leased.Board.Leased.Select(stage => stage.Holder!.Slot));
        var result = new StageResult(new CheckpointRef("file", 100, "content", 1), "state");
        board = StageReducer.Apply(leased.Board, new StageCommand.Commit(granted.Stage, granted.Epoch, result), now).Board;

        // Float training goes on, and every trial that prunes at its end begins to.
        Assert.Equal((1, Seeds + 1), (board.Count(StageStatus.Committed), board.Count(StageStatus.Ready)));
        Assert.Empty(board.Leased);
    }
}
