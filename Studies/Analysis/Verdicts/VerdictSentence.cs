using System.Collections.Immutable;
using System.Globalization;
using JointQP.Studies.Analysis.Statistics;

namespace JointQP.Studies.Analysis.Verdicts;

/// <summary>What verdicts mean, for people.</summary>
internal static class VerdictSentence
{
    /// <summary>What an experiment has come to.</summary>
    public static string OfExperiment(ExperimentTrials experiment, Finding finding, ImmutableArray<OperatorsVerdict> operators, double alpha) =>
        $"{experiment.Name}: " + (experiment.Search, operators.Length) switch
        {
            ({ } search, 0) => OfSearch(search, experiment.Metric),
            ({ } search, _) => OfContrasts(experiment, finding, operators, alpha) + " Beside that, " + OfSearch(search, experiment.Metric),
            _ => OfContrasts(experiment, finding, operators, alpha),
        };

    private static string OfContrasts(ExperimentTrials experiment, Finding finding, ImmutableArray<OperatorsVerdict> operators, double alpha)
    {
        List<OrderContrast> primary = [.. operators.SelectMany(one => one.Primary)];
        return finding switch
        {
            Finding.Nothing when primary.Count == 0 => "nothing to compare: it has no two operators in both orders.",
            Finding.Nothing => "nothing to compare yet: no seed has finished both orders.",
            Finding.NotFinite => $"the orders cannot be compared: {experiment.Metric.Name} of a trial is not a finite number.",
            Finding.Difference => Different(experiment, [.. primary.Where(one => one.Finding == Finding.Difference)], primary.Count, alpha),
            Finding.NoDifference => Equivalent(experiment, operators, primary, alpha),
            _ when primary.All(one => one.Result.EquivalenceP <= alpha) => EquivalentOnAverage(experiment, operators, primary, alpha),
            _ => Undecided(experiment, operators, primary, alpha),
        };
    }

    /// <summary>What a search says of order, and what that rests on: never on the schedules that it raced.</summary>
    private static string OfSearch(SearchEvidence search, VerdictMetric metric)
    {
        var raced = $"the {Count(search.Schedules, "schedule")} that it raced, by validation data";
        return search switch
        {
            { Winner: null, Concluded: true } => "its search found none of its schedules that could be trained.",
            { Winner: null } => $"exploratory: its search goes on, and nothing is said by {raced}, until its winner is confirmed on fresh seeds.",
            { Confirmed: false } => $"exploratory: the winner of its search, {search.Winner}, is being confirmed on {Count(search.Seeds.Length, "fresh seed")}; nothing is said by {raced}.",
            { Rival: null } => $"its search, confirmed on {Count(search.Seeds.Length, "fresh seed")}, says nothing of order: it has no other order to hold against its winner, {search.Winner}.",
            _ => $"its search rests on the {Count(search.Seeds.Length, "fresh seed")} that it was confirmed on alone, by test data, and not on {raced}. "
                + ComparisonSentence.Of(search.Winner, search.Rival, search.Difference, metric),
        };
    }

    /// <summary>A p-value.</summary>
    public static string P(double p) => p < 0.0001 ? "p < 0.0001" : $"p = {p.ToString("0.####", CultureInfo.InvariantCulture)}";

    /// <summary>A level of a test.</summary>
    public static string Level(double alpha) => alpha.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>A number without a unit.</summary>
    public static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>A count with its noun.</summary>
    public static string Count(int count, string noun) => $"{count.ToString(CultureInfo.InvariantCulture)} {noun}{(count == 1 ? "" : "s")}";

    private static string Different(ExperimentTrials experiment, List<OrderContrast> shown, int all, double alpha)
    {
        // The largest first: those that share an operator with it show part of its effect.
        var told = string.Join("; ", shown.OrderByDescending(one => Math.Abs(one.Result.Mean!.Value)).Select(one => Better(one, experiment, alpha)));
        return all == 1 ? $"{told}." : $"order matters in {shown.Count} of {Count(all, "contrast")}: {told}.";
    }

    private static string Better(OrderContrast contrast, ExperimentTrials experiment, double alpha)
    {
        var (mean, metric) = (contrast.Result.Mean!.Value, experiment.Metric);
        var firstIsBetter = mean > 0 == metric.HigherIsBetter;
        var (better, worse) = firstIsBetter ? (contrast.First, contrast.Second) : (contrast.Second, contrast.First);
        var small = contrast.Result.EquivalenceP <= alpha ? $", yet by less than the margin of {ComparisonSentence.Amount(experiment.Margin!.Value, metric)}" : "";
        return $"{better} before {worse} is {ComparisonSentence.Amount(Math.Abs(mean), metric)} better than after it in {metric.Name} ({Evidence(contrast, metric, mean < 0)}){small}";
    }

    private static string Equivalent(ExperimentTrials experiment, ImmutableArray<OperatorsVerdict> operators, List<OrderContrast> primary, double alpha)
    {
        var inside = Inside(experiment, primary);
        var pairs = operators.SelectMany(one => one.Secondary).ToList();
        return primary is [var only]
            ? $"no difference that matters: {Minus(only, experiment.Metric)}, {inside}."
            : $"no difference that matters: all {primary.Count} contrasts{(pairs.Count > primary.Count ? $" and all {pairs.Count} pairs of orders" : "")} lie {inside}."
                + Unlike(operators, "Inside it, whole", alpha);
    }

    /// <summary>Contrasts are means over orders. Where whole orders are not shown to be alike, that is told beside them, and how far it goes.</summary>
    private static string EquivalentOnAverage(ExperimentTrials experiment, ImmutableArray<OperatorsVerdict> operators, List<OrderContrast> primary, double alpha)
    {
        var pairs = operators.SelectMany(one => one.Secondary).ToList();
        var (inside, apart) = (pairs.Count(pair => pair.Finding == Finding.NoDifference), pairs.Count(pair => pair.Finding == Finding.Difference));
        return $"no operator before another makes a difference that matters on average: all {primary.Count} contrasts lie {Inside(experiment, primary)}. "
            + "That whole orders are alike is not shown: "
            + (Friedman(operators) is { } p ? p <= alpha ? $"they do not all rank alike (Friedman, {P(p)}), and of " : $"their ranks show no difference (Friedman, {P(p)}), but of " : "of ")
            + $"{Count(pairs.Count, "pair")} of them {inside} {(inside == 1 ? "is" : "are")} shown to lie inside the margin and {apart} to differ.";
    }

    private static string Unlike(ImmutableArray<OperatorsVerdict> operators, string whole, double alpha) =>
        Friedman(operators) is { } p && p <= alpha ? $" {whole} orders do not all rank alike ({P(p)} by Friedman's test)." : "";

    private static double? Friedman(ImmutableArray<OperatorsVerdict> operators) => Holm.Adjust([.. operators.Select(one => one.Ranking?.P)]).Min();

    private static string Inside(ExperimentTrials experiment, List<OrderContrast> contrasts)
    {
        var (p, seeds) = (P(contrasts.Max(one => one.Result.EquivalenceP!.Value)), Count(contrasts.Min(one => one.Result.Pairs), "seed"));
        return $"inside the margin of {ComparisonSentence.Amount(experiment.Margin!.Value, experiment.Metric)}{(contrasts.Count == 1 ? $" ({seeds}, {p})" : $" of {experiment.Metric.Name} ({seeds}, {p} or less)")}";
    }

    private static string Undecided(ExperimentTrials experiment, ImmutableArray<OperatorsVerdict> operators, List<OrderContrast> primary, double alpha)
    {
        var told = primary.Where(one => one.Result.Mean is not null).OrderBy(one => one.AdjustedP).ThenByDescending(one => Math.Abs(one.Result.Mean!.Value)).First();
        var text = "undecided, for neither a difference nor its absence is shown: "
            + (primary.Count == 1 ? "" : $"of {primary.Count} contrasts the clearest is that ")
            + $"{Minus(told, experiment.Metric)} ({Evidence(told, experiment.Metric, mirrored: false)}).";
        if (SeedPower.Needed(primary.Count, alpha) is var needed && told.Result.Pairs < needed)
            text += $" With {Count(told.Result.Pairs, "seed")} no {(primary.Count == 1 ? "difference" : "contrast")} can be shown, however large: it takes {needed}.";
        text += Unlike(operators, "Whole", alpha);
        return experiment.Margin is null ? text + " Without a margin it cannot be shown that there is none." : text;
    }

    private static string Minus(OrderContrast contrast, VerdictMetric metric) =>
        $"{contrast.First} before {contrast.Second} minus after it is {ComparisonSentence.Amount(contrast.Result.Mean!.Value, metric)} of {metric.Name}";

    /// <summary>Interval, seeds and p-value; mirrored where it is told from the other side.</summary>
    private static string Evidence(OrderContrast contrast, VerdictMetric metric, bool mirrored)
    {
        var bounds = contrast.Result.Interval is not { } interval ? ""
            : ComparisonSentence.Bounds(mirrored ? -interval.High : interval.Low, mirrored ? -interval.Low : interval.High, metric) + ", ";
        return $"{bounds}{Count(contrast.Result.Pairs, "seed")}, {P(contrast.AdjustedP!.Value)}";
    }
}
