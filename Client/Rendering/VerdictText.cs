using System.Globalization;
using JointQP.Studies.Analysis.Verdicts;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JointQP.Client.Rendering;

/// <summary>A verdict for people: what it comes to in a few lines, then what that rests on.</summary>
internal static class VerdictText
{
    /// <summary>So many pairs of orders are told of an experiment; 24 orders have 276.</summary>
    private const int MostPairs = 10;

    private static readonly Style Bold = new(decoration: Decoration.Bold);
    private static readonly Style Quiet = new(Color.Grey);

    /// <summary>The sentences, then each experiment's tables.</summary>
    public static IRenderable Of(StudyVerdict verdict) => new Rows(
    [
        new Text(verdict.Sentence, Bold),
        .. verdict.Experiments.SelectMany(experiment => Paragraph(experiment.Sentence)),
        .. verdict.Experiments.Length < 2 ? [] : Paragraph(verdict.Pooled.Sentence + " " + verdict.Pooled.InteractionSentence),
        .. verdict.Hypotheses.SelectMany(hypothesis => Paragraph(Hypothesis(verdict, hypothesis))),
        .. verdict.Experiments.SelectMany(Experiment),
    ]);

    private static IEnumerable<IRenderable> Paragraph(string text) => [new Text(""), new Text(text)];

    /// <summary>How a hypothesis stands; what the verdict begins with is not told twice.</summary>
    private static string Hypothesis(StudyVerdict verdict, Hypothesis hypothesis) =>
        verdict.Sentence.StartsWith(hypothesis.Sentence, StringComparison.Ordinal)
            ? $"{hypothesis.Name} ({hypothesis.Source}): {hypothesis.Support.ToString().ToLowerInvariant()}, as told above."
            : $"{hypothesis.Sentence} ({hypothesis.Name}, {hypothesis.Source})";

    private static IEnumerable<IRenderable> Experiment(ExperimentVerdict experiment)
    {
        foreach (var operators in experiment.Operators)
        {
            yield return new Text("");
            yield return new Text($"{experiment.Name}: {operators.Operators}", Bold);
            yield return Contrasts(experiment, operators.Primary);
            if (experiment.Sequential?.Design.Operators == operators.Operators)
                yield return new Text($"primary comparison: {experiment.Sequential.Design.Primary}. {LooksText.Beside}", Quiet);
            yield return new Text($"{Seeds(operators.Primary)}; the verdict goes by {(experiment.Sequential is null ? "these contrasts" : "the primary comparison")}. '-o csv' has p before Holm, g_z{(experiment.Margin is null ? "" : ", the test of the margin")} and each pair of orders", Quiet);
            if (operators.Plane is { } plane && plane.Points.Length > operators.Orderings.Length)
                yield return new Text(plane.Sentence(experiment.Metric));
            if (operators.Secondary.Length > 1)
            {
                yield return new Text("");
                yield return new Text("secondary: pairs of orders, corrected among themselves; the verdict does not go by them");
                foreach (var line in operators.Secondary.OrderBy(pair => pair.AdjustedP ?? 2).ThenByDescending(pair => Math.Abs(pair.Result.Mean ?? 0)).Take(MostPairs).SelectMany(pair => Pair(experiment, pair)))
                    yield return line;
                if (operators.Secondary.Length > MostPairs)
                    yield return new Text($"these are the {MostPairs} clearest of {Format.Count(operators.Secondary.Length)} pairs of orders", Quiet);
            }

            foreach (var line in Ranks(operators))
                yield return line;
        }

        if (experiment.Schedules.Any(schedule => schedule.OnFront))
        {
            yield return new Text("");
            yield return Front(experiment);
        }
    }

    /// <summary>What fits 80 columns; all numbers are in the forms for programs.</summary>
    private static Table Contrasts(ExperimentVerdict experiment, IEnumerable<OrderContrast> contrasts)
    {
        var table = Tables.New("contrast", ">difference", ">95 %", ">p (Holm)", "finding");
        table.Columns[4].NoWrap = true;
        foreach (var contrast in contrasts)
        {
            var result = contrast.Result;
            table.Row(
                $"{contrast.First} before {contrast.Second}",
                result.Mean is { } mean ? Format.Signed(experiment.Metric.Name, mean) : "",
                result.Interval is { Count: > 1 } interval
                    ? $"{Format.Signed(experiment.Metric.Name, interval.Low, unit: false)} to {Format.Signed(experiment.Metric.Name, interval.High, unit: false)}"
                    : "",
                P(contrast.AdjustedP),
                Words(contrast.Finding));
        }

        return table;
    }

    /// <summary>Labels of orders are long: a line for each, and one for what they differ by.</summary>
    private static IEnumerable<IRenderable> Pair(ExperimentVerdict experiment, OrderContrast pair)
    {
        yield return new Text("");
        yield return new Text($"{pair.First}");
        yield return new Text($"minus {pair.Second}");
        yield return new Text(pair.Result.Interval is { } difference
            ? $"  {Format.Difference(experiment.Metric.Name, difference)}, p (Holm) {P(pair.AdjustedP)}, {Words(pair.Finding)}"
            : $"  {Words(pair.Finding)}");
    }

    private static string Seeds(IReadOnlyCollection<OrderContrast> contrasts)
    {
        if (contrasts.Count == 0)
            return "no seeds";
        var (least, most) = (contrasts.Min(one => one.Result.Pairs), contrasts.Max(one => one.Result.Pairs));
        return $"{(least == most ? "" : $"{Format.Count(least)} to ")}{Format.Count(most)} {(most == 1 ? "seed" : "seeds")}";
    }

    private static IEnumerable<IRenderable> Ranks(OperatorsVerdict operators)
    {
        if (operators.Ranking is not { } ranking)
            yield break;
        yield return new Text("");
        var table = Tables.New("order", ">mean rank", ">P(best)");
        foreach (var at in Enumerable.Range(0, operators.Orderings.Length).OrderBy(at => ranking.MeanRanks[at]))
            table.Row(
                operators.Orderings[at],
                ranking.MeanRanks[at].ToString("0.00", CultureInfo.InvariantCulture),
                at < operators.BestProbability.Length ? operators.BestProbability[at].ToString("0.00", CultureInfo.InvariantCulture) : "");
        yield return table;
        yield return new Text(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Friedman: p {P(ranking.P)} over {ranking.Seeds} seeds, Kendall's W {ranking.Concordance:0.00}; ranks further apart than {ranking.CriticalDifference:0.00} are shown to differ (Nemenyi)"),
            Quiet);
    }

    private static Table Front(ExperimentVerdict experiment)
    {
        var table = Tables.New("schedule on the Pareto front", $">{experiment.Metric.Name.Replace('/', ' ')}", ">weights and features");
        foreach (var schedule in experiment.Schedules.Where(schedule => schedule.OnFront).OrderBy(schedule => schedule.Bytes))
            table.Row(schedule.Schedule, Format.Value(experiment.Metric.Name, schedule.Metric), Format.Bytes(schedule.Bytes));
        return table;
    }

    /// <summary>A p-value; nothing where there is none.</summary>
    public static string P(double? p) => p switch
    {
        null => "",
        < 0.0001 => "< 0.0001",
        { } value => value.ToString("0.0000", CultureInfo.InvariantCulture),
    };

    /// <summary>A finding in a table.</summary>
    public static string Words(Finding finding) => finding switch
    {
        Finding.Difference => "difference",
        Finding.NoDifference => "no difference",
        Finding.NotFinite => "not finite",
        Finding.Nothing => "nothing yet",
        _ => "undecided",
    };
}
