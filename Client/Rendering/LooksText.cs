using System.Globalization;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis.Sequential;
using JointQP.Studies.Planning;

namespace JointQP.Client.Rendering;

/// <summary>Looks at the primary comparison of a study that gets seeds until it is decided.</summary>
internal static class LooksText
{
    /// <summary>What else a verdict of such a study tells, and how far that can be trusted.</summary>
    public const string Beside = "The number of seeds was chosen by this comparison alone, and its p counts all looks; whatever else is told was not decided by it, and its p-values count no looks.";

    /// <summary>How such a study stands.</summary>
    public static string Standing(SeedsStanding seeds)
    {
        var (looks, at) = (seeds.Design.Looks, seeds.Design.Looks[seeds.Look - 1]);
        var spent = SeedLooks.Text(seeds.Last?.Decision.Spent ?? 0);
        return seeds.IsOver
            ? $"{State(seeds.Last!.Decision.State)} at look {seeds.Last.Decision.Look} of {looks.Length}, {Format.Count(seeds.Last.Decision.Seeds)} seeds; {spent} of {SeedLooks.Text(SequentialDesign.Alpha)} spent"
            : $"{Format.Count(at.Seeds)} for look {seeds.Look} of {looks.Length}, at most {Format.Count(looks[^1].Seeds)}; not decided yet, {spent} of {SeedLooks.Text(SequentialDesign.Alpha)} spent";
    }

    /// <summary>The looks that a plan has, as lines.</summary>
    public static IEnumerable<string> Plan(SequentialPlan plan)
    {
        yield return $"{plan.Experiment}: seeds are added until it is decided whether {plan.Primary} differs from after it"
            + (plan.Margin is { } margin ? $", or does so by less than the margin of {margin.ToString(CultureInfo.InvariantCulture)}" : "; without a margin only a difference ends it early");
        foreach (var (at, look) in plan.Looks.Index())
        {
            yield return $"  look {at + 1}: {Format.Count(look.Seeds)} seeds, {Format.Count(look.Trials)} trials"
                + (look.Alpha > 0 ? $", at level {SeedLooks.Text(look.Alpha)}" : ", too few to decide anything");
        }

        yield return $"at worst {Format.Count(plan.Worst.Trials)} trials, {Format.Count(plan.Worst.Stages)} stages, {Format.Count(plan.Worst.Steps)} steps";
    }

    /// <summary>What looks have come to.</summary>
    public static string State(SequentialState state) => state switch
    {
        SequentialState.Difference => "a difference is shown",
        SequentialState.NoDifference => "no difference that matters is shown",
        SequentialState.NotFinite => "cannot be decided",
        SequentialState.Open => "not decided",
        _ => "undecided",
    };
}
