using System.Globalization;
using JointQP.Studies.Analysis.Sequential;

namespace JointQP.Studies.Analysis.Verdicts;

/// <summary>What the looks at a primary comparison mean, for people.</summary>
internal static class SequentialSentence
{
    /// <summary>What is decided, at which look, and by what; without the experiment's name.</summary>
    public static string Of(SequentialDesign design, SequentialDecision decision, VerdictMetric metric) => decision.State switch
    {
        SequentialState.Difference => $"{Better(design, decision.Result!.Mean!.Value, metric)}; decided at {Look(design, decision)}: {Evidence(decision, metric)}.",
        SequentialState.NoDifference =>
            $"no difference that matters: {Minus(design, decision, metric)}, inside the margin of {ComparisonSentence.Amount(design.Margin!.Value, metric)}; decided at {Look(design, decision)}: "
            + $"{Evidence(decision, metric)}; {VerdictSentence.P(decision.Result!.EquivalenceP!.Value)} of equivalence.",
        SequentialState.NotFinite => $"{design.Primary} cannot be decided: {metric.Name} of a trial is not a finite number ({Look(design, decision)}).",
        SequentialState.Undecided => $"{design.Primary} is undecided, for {Look(design, decision)} was the last and shows neither a difference nor its absence: "
            + $"{Shown(design, decision, metric)}.{(design.Margin is null ? " Without a margin it cannot be shown that there is none." : "")}",
        _ when decision.Look == 0 => $"{design.Primary} is not decided yet: the first of {design.Looks.Length} looks is at {VerdictSentence.Count(decision.Next!.Value, "seed")}.",
        _ => $"{design.Primary} is not decided at {Look(design, decision)}: {Shown(design, decision, metric)}. The next look is at {decision.Next} seeds.",
    };

    private static string Look(SequentialDesign design, SequentialDecision decision)
    {
        var missing = decision.Seeds - (decision.Result?.Pairs ?? 0);
        return $"look {decision.Look} of {design.Looks.Length}, {VerdictSentence.Count(decision.Seeds, "seed")}"
            + (missing > 0 ? $" of which {missing} failed and {(missing == 1 ? "is" : "are")} left out" : "");
    }

    private static string Better(SequentialDesign design, double mean, VerdictMetric metric)
    {
        var (better, worse) = mean > 0 == metric.HigherIsBetter ? (design.First, design.Second) : (design.Second, design.First);
        return $"{better} before {worse} is {ComparisonSentence.Amount(Math.Abs(mean), metric)} better than after it in {metric.Name}";
    }

    private static string Shown(SequentialDesign design, SequentialDecision decision, VerdictMetric metric) => decision.Result!.Mean is null
        ? "no seed has finished both orders"
        : $"{Minus(design, decision, metric)} ({Evidence(decision, metric)})";

    private static string Minus(SequentialDesign design, SequentialDecision decision, VerdictMetric metric) =>
        $"{design.Primary} minus after it is {ComparisonSentence.Amount(decision.Result!.Mean!.Value, metric)} of {metric.Name}";

    private static string Evidence(SequentialDecision decision, VerdictMetric metric)
    {
        if (decision.Alpha <= 0)
            return "too few seeds to decide anything";
        var bounds = decision.Interval is { } interval
            ? $"repeated {((1 - (2 * decision.Alpha)) * 100).ToString("0.##", CultureInfo.InvariantCulture)} % interval {ComparisonSentence.Number(interval.Low, metric)} to {ComparisonSentence.Number(interval.High, metric)}, "
            : "";
        return $"{bounds}{VerdictSentence.P(decision.Result!.SignFlipP!.Value)} at the look's level {SeedLooks.Text(decision.Alpha)}, {SeedLooks.Text(decision.Spent)} of {SeedLooks.Text(SequentialDesign.Alpha)} spent";
    }
}
