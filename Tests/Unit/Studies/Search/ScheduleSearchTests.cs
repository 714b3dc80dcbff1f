using System.Collections.Immutable;
using JointQP.Studies.Planning;
using JointQP.Studies.Search;
using JointQP.Studies.Spec;
using JointQP.Studies.Words;

namespace JointQP.Tests.Unit.Studies.Search;

public sealed class ScheduleSearchTests
{
    // 400 steps; a ramp takes 20. The grid's onsets are 40, 160 and 280.
    private const string Text = """
        name: search
        seeds: 5
        experiments:
          - name: fashion
            dataset: fashion-mnist
            samples: { train: 2560, validation: 100, test: 200 }
            network: convnet
            training: { epochs: 10, batch: 64 }
            compression: { ramp: { every: 5 steps, times: 4 } }
            schedules:
              - float
              - orderings: all
                of: [P0.5(w), Q8(w)]
                onsets: { grid: { P: [10%, 40%, 70%], Q: [10%, 40%, 70%] } }
                search: { budget: 120, confirm: 3, resolution: 4% }
        """;

    private static readonly StudySpec Study = StudySpecParser.Parse(Text).Spec!;
    private static readonly ExperimentSpec Experiment = Study.Experiments[0];

    [Fact]
    public void Replay_OfAHill_FindsItsTopBetweenTheGridsOnsets()
    {
        var steps = Run(Hill(prune: 130, quantize: 235));

        var winner = steps[^1].Schedules[0].Schedule;
        Assert.InRange(winner.Find(OperatorKind.Prune, Target.Weights)!.Start, 130 - 16, 130 + 16);
        Assert.InRange(winner.Find(OperatorKind.Quantize, Target.Weights)!.Start, 235 - 16, 235 + 16);
        Assert.Equal([SearchMove.Grid, SearchMove.Refine, SearchMove.Refine, SearchMove.Confirm], steps.Select(step => step.Move).Where(move => move != SearchMove.Race));
        Assert.InRange(steps.Sum(step => step.Trials), 40, 120);
    }

    [Fact]
    public void Replay_TopOnTheOtherSideOfTheDiagonal_TheOrderFollows()
    {
        var steps = Run(Hill(prune: 235, quantize: 130));

        Assert.StartsWith("Q8(w) -> P0.5(w)", steps[^1].Schedules[0].Name, StringComparison.Ordinal);
        // Confirmed against the best of another order, on seeds that were never used.
        Assert.NotEqual(steps[^1].Schedules[0].Schedule.Ordering, steps[^1].Schedules[1].Schedule.Ordering);
        Assert.Equal(3, steps[^1].Seeds.Length);
        Assert.Empty(steps[^1].Seeds.Intersect(Study.Seeds));
    }

    [Fact]
    public void Replay_WithAllResults_TakesTheSameStepsAgain()
    {
        var values = Hill(prune: 130, quantize: 235);
        var taken = Run(values);

        var (steps, concluded) = Search().Replay((schedule, seed) => values(Find(taken, schedule), seed), (_, _) => true);

        Assert.True(concluded);
        Assert.Equal(taken.Select(step => (step.Move, step.Reason)), steps.Select(step => (step.Move, step.Reason)));
    }

    [Fact]
    public void Replay_Grid_IsWhatIsPlanned()
    {
        var grid = Search().Replay((_, _) => null, (_, _) => false).Steps.Single();

        var planned = StudyPlanner.Plan(Study).Trials.Where(trial => trial.ScheduleName != "float").Select(trial => (trial.ScheduleName, trial.Spec.Seed)).Order();
        Assert.Equal((SearchMove.Grid, 27), (grid.Move, grid.Trials));
        Assert.Equal(grid.Schedules.SelectMany(schedule => grid.Seeds.Select(seed => (schedule.Name, seed))).Order(), planned);
        // What is no part of the search has all seeds.
        Assert.Equal(5, StudyPlanner.Plan(Study).Trials.Count(trial => trial.ScheduleName == "float"));
    }

    [Fact]
    public void Replay_WorseBeyondDoubt_GetNoMoreSeeds()
    {
        // As far from 40 % as from 70 %.
        var steps = Run(Hill(prune: 160, quantize: 220));

        var race = steps[1];
        Assert.Equal((SearchMove.Race, 2), (race.Move, race.Schedules.Length));
        Assert.Equal([4], race.Seeds);
        Assert.Contains("worse than the best by more than", race.Reason, StringComparison.Ordinal);
        Assert.Contains("P0.5(w) -> Q8(w) @ 40%, 70%", race.Schedules.Select(schedule => schedule.Name));
    }

    [Fact]
    public void Replay_FailedTrials_AreOutAndTheSearchGoesOn()
    {
        var values = Hill(prune: 160, quantize: 280);
        var steps = Run((schedule, seed) => schedule.Find(OperatorKind.Prune, Target.Weights)!.Start == 160 ? null : values(schedule, seed));

        Assert.Equal(SearchMove.Confirm, steps[^1].Move);
        Assert.NotEqual(160, steps[^1].Schedules[0].Schedule.Find(OperatorKind.Prune, Target.Weights)!.Start);
    }

    [Fact]
    public void Replay_AllFailed_ConcludesWithoutAWinner()
    {
        var steps = Run((_, _) => null);

        Assert.Equal([SearchMove.Grid], steps.Select(step => step.Move));
    }

    [Theory]
    [InlineData(33)]
    [InlineData(40)]
    [InlineData(57)]
    [InlineData(1000)]
    public void Replay_Budget_IsNeverExceededAndLeavesTheConfirmation(int budget)
    {
        var steps = Run(Hill(prune: 130, quantize: 235), budget);

        Assert.True(steps.Sum(step => step.Trials) <= budget);
        Assert.Equal(SearchMove.Confirm, steps[^1].Move);
        Assert.Equal(steps.SelectMany(step => step.Schedules.SelectMany(schedule => step.Seeds.Select(seed => (schedule.Name, seed)))).Distinct().Count(), steps.Sum(step => step.Trials));
    }

    [Theory]
    [InlineData(33)]
    [InlineData(41)]
    [InlineData(42)]
    public void Replay_NothingIsWorse_TheRaceEndsWhereTheBudgetDoes(int budget)
    {
        // All nine are left, and one seed more for each is nine trials: as many as are there behind the 27 of the grid and the 6 of the confirmation.
        var steps = Run((_, seed) => seed, budget);

        Assert.Equal(budget >= 42 ? 1 : 0, steps.Count(step => step.Move == SearchMove.Race));
        Assert.True(steps.Sum(step => step.Trials) <= budget);
    }

    [Fact]
    public void Replay_AFreshSeedThatTheStudyHas_IsPassedOver()
    {
        ImmutableArray<SearchStep> Confirm(ImmutableArray<long> seeds) => new ScheduleSearch(Experiment, seeds, true).Replay((_, seed) => seed, (_, _) => true).Steps;
        var drawn = Confirm(Study.Seeds)[^1].Seeds;

        var other = Confirm([1, 2, 3, drawn[0]])[^1].Seeds;

        Assert.Equal(drawn[1..], other[..2]);
        Assert.DoesNotContain(drawn[0], other);
    }

    [Fact]
    public void Replay_LowerIsBetter_FindsTheValley()
    {
        var hill = Hill(prune: 130, quantize: 235);
        var steps = Run((schedule, seed) => -hill(schedule, seed), higherIsBetter: false);

        Assert.Equal(Run(hill)[^1].Schedules, steps[^1].Schedules);
    }

    [Fact]
    public void Plan_WithItsSteps_GrowsByTheirTrialsAlone()
    {
        var steps = Run(Hill(prune: 130, quantize: 235));

        for (var taken = 1; taken < steps.Length; taken++)
        {
            var before = StudyPlanner.Plan(Study, [.. steps[1..taken].Select(step => step.Extend(Study))]);
            var after = StudyPlanner.Plan(Study, [.. steps[1..(taken + 1)].Select(step => step.Extend(Study))]);
            Assert.Equal(before.Stages, after.Stages.Take(before.Stages.Length));
            Assert.Equal(steps[taken].Trials, after.Trials.Length - before.Trials.Length);
        }
    }

    [Fact]
    public void Problems_OfAnExtensionThatTouchesASearch_SaySo()
    {
        var plain = Study with { Experiments = [Experiment with { Search = null }] };

        Assert.Empty(StudyExtension.Problems(plain, plain));
        Assert.Contains("has a search", Assert.Single(StudyExtension.Problems(Study, plain)), StringComparison.Ordinal);
        Assert.Contains("has a search", Assert.Single(StudyExtension.Problems(plain, Study)), StringComparison.Ordinal);
    }

    private static ScheduleSearch Search(int? budget = null, bool higherIsBetter = true) =>
        new(budget is null ? Experiment : Experiment with { Search = Experiment.Search! with { Budget = budget.Value } }, Study.Seeds, higherIsBetter);

    /// <summary>Trains whatever is asked for until the search is over.</summary>
    private static ImmutableArray<SearchStep> Run(Func<Schedule, long, double?> measure, int? budget = null, bool higherIsBetter = true)
    {
        var trained = new Dictionary<(string, long), double?>();
        var search = Search(budget, higherIsBetter);
        while (true)
        {
            var (steps, concluded) = search.Replay((schedule, seed) => trained.GetValueOrDefault((schedule, seed)), (schedule, seed) => trained.ContainsKey((schedule, seed)));
            if (concluded)
                return steps;
            foreach (var schedule in steps[^1].Schedules)
            {
                foreach (var seed in steps[^1].Seeds)
                    trained.Add((schedule.Name, seed), measure(schedule.Schedule, seed));
            }
        }
    }

    private static Schedule Find(ImmutableArray<SearchStep> steps, string name) => steps.SelectMany(step => step.Schedules).First(schedule => schedule.Name == name).Schedule;

    /// <summary>Best at these onsets; seeds differ by more than schedules do, and alike for all, up to a little.</summary>
    private static Func<Schedule, long, double?> Hill(long prune, long quantize) => (schedule, seed) =>
    {
        var (p, q) = (schedule.Find(OperatorKind.Prune, Target.Weights)!.Start, schedule.Find(OperatorKind.Quantize, Target.Weights)!.Start);
        var distance = (((p - prune) * (p - prune)) + ((q - quantize) * (q - quantize))) / 160_000.0;
        return 0.9 - distance + (0.05 * (seed % 7)) + (0.0003 * Math.Sin((p * 7) + (q * 13) + (seed * 29)));
    };
}
