using System.Collections.Immutable;
using System.Globalization;
using JointQP.Studies.Analysis.Statistics;
using JointQP.Studies.Analysis.Verdicts;

namespace JointQP.Studies.Spec;

/// <summary>What should be known of a study's seeds before anything is trained.</summary>
public static class SeedRemarks
{
    private const int MostNames = 3;

    /// <summary>
    /// A remark for each number of seeds that is too small to show any difference between the orders of some experiments, however large: the smallest p-value
    /// that the permutation test of so many seeds can give is above the level, after Holm over the experiment's contrasts. Empty when all can.
    /// </summary>
    /// <param name="study">The study. Schedules that a search looks for are confirmed on seeds of their own, and not counted.</param>
    /// <param name="alpha">The level that the verdict will have, in (0, 1).</param>
    public static ImmutableArray<string> Of(StudySpec study, double alpha = 0.05)
    {
        ArgumentNullException.ThrowIfNull(study);
        // Those that it may come to.
        var seeds = study.Sequential?.Seeds.Length ?? study.Seeds.Length;
        return
        [
            .. study.Experiments
                .Select(experiment => (experiment.Name, Contrasts: Contrasts(experiment)))
                .Where(one => one.Contrasts > 0 && seeds < SeedPower.Needed(one.Contrasts, alpha))
                .GroupBy(one => one.Contrasts, one => one.Name)
                .OrderBy(group => group.Key)
                .Select(group => Tell([.. group], group.Key, seeds, alpha)),
        ];
    }

    private static int Contrasts(ExperimentSpec experiment) =>
        Precedence.Count(experiment.Schedules.Where(schedule => experiment.Search?.Grid.Contains(schedule.Name) != true).Select(schedule => schedule.Ordering));

    private static string Tell(ImmutableArray<string> names, int contrasts, int seeds, double alpha)
    {
        var who = string.Join(", ", names.Take(MostNames)) + (names.Length > MostNames ? $" and {names.Length - MostNames} more" : "");
        var level = alpha.ToString(CultureInfo.InvariantCulture);
        var tests = contrasts == 1 ? "it" : $"one of its {contrasts} contrasts of order";
        return $"{who}: {seeds} seed{(seeds == 1 ? "" : "s")} cannot show which order is better, however large the difference: for the p-value of {tests} to fall to {level} "
            + $"it takes {SeedPower.Needed(contrasts, alpha)} seeds.";
    }
}
