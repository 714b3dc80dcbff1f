using System.Collections.Immutable;
using JointQP.Studies.Analysis.Sequential;

namespace JointQP.Studies.Analysis.Verdicts;

/// <summary>Makes the looks of a primary comparison that are due, by an experiment's trials.</summary>
internal static class SequentialJudge
{
    /// <summary>The verdict of the looks so far; null for an experiment without a design.</summary>
    public static SequentialVerdict? Of(ExperimentTrials experiment, SeedRows rows)
    {
        if (experiment.Sequential is not { } design)
            return null;
        var decision = design.Decide(Due(experiment, design, rows));
        return new(design, decision, SequentialSentence.Of(design, decision, experiment.Metric));
    }

    /// <summary>What the looks say of the contrast, at the level of an analysis.</summary>
    public static OrderContrast ByLooks(OrderContrast contrast, SequentialDecision decision, double alpha) => contrast with
    {
        AdjustedP = decision.AdjustedP,
        AdjustedEquivalenceP = decision.AdjustedEquivalenceP,
        Finding = decision.State == SequentialState.NotFinite ? Finding.NotFinite
            : decision.AdjustedP <= alpha ? Finding.Difference
            : decision.AdjustedEquivalenceP <= alpha ? Finding.NoDifference
            : contrast.Result.Pairs == 0 ? Finding.Nothing
            : Finding.Undecided,
    };

    /// <summary>A difference for each seed that is over, in the order of the design up to the first that is not: what a later seed has already is not looked at before its turn.</summary>
    private static double?[] Due(ExperimentTrials experiment, SequentialDesign design, SeedRows rows)
    {
        ImmutableArray<SeedRow> schedules = [.. rows.Schedules.Where(row => row.Ordering.Operators == design.Operators)];
        if (schedules.IsEmpty)
            return [];
        var orderings = SeedRows.ByOrdering(schedules);
        var contrast = Precedence.Of([.. orderings.Select(row => row.Ordering)])
            .FirstOrDefault(one => design.IsPrimary(design.Operators, one.First.Text, one.Second.Text));
        if (contrast is null)
            return [];
        var known = rows.Seeds.Zip(SeedRows.Minus(Side(contrast.Before), Side(contrast.After))).ToDictionary(pair => pair.First, pair => pair.Second);
        var labels = schedules.Select(schedule => schedule.Label).ToHashSet(StringComparer.Ordinal);
        var over = experiment.Trials.Where(trial => labels.Contains(trial.Schedule)).GroupBy(trial => trial.Seed)
            .Where(seed => seed.All(trial => trial.Over)).Select(seed => seed.Key).ToHashSet();
        return [.. design.Seeds.TakeWhile(over.Contains).Select(seed => known[seed])];

        double?[] Side(ImmutableArray<int> positions) => SeedRows.Mean([.. positions.Select(position => orderings[position].Values)]);
    }
}
