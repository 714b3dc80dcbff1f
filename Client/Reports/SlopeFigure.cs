using System.Xml.Linq;
using JointQP.Client.Rendering;
using JointQP.Studies.Analysis.Verdicts;

namespace JointQP.Client.Reports;

/// <summary>Two orders seed by seed: a line for each seed.</summary>
internal static class SlopeFigure
{
    private const int MostLines = 100;
    private const double Top = 34, Bottom = 262, Left = 118, Right = 322, Edge = 52;

    /// <summary>The picture of one set of operators; null where no seed has finished both orders.</summary>
    public static XElement? Of(ExperimentVerdict experiment, OperatorsVerdict operators, SeedTable seeds)
    {
        var (first, second, chosen) = Sides(experiment, operators);
        var all = seeds.Pairs(first, second);
        if (all.Count == 0)
            return null;
        var pairs = all.Where(pair => double.IsFinite(pair.First) && double.IsFinite(pair.Second)).ToList();
        var metric = experiment.Metric.Name;
        var told = Told(experiment.Metric.HigherIsBetter, first, second, pairs);
        return Figure.Of(
            $"{experiment.Name}: {Figure.Operators(operators.Operators)}, seed by seed",
            $"Each line is a seed: its initial weights and its order of data are the same on both sides. Its slope is the effect of order together with the noise of that one training. {told} "
                + (experiment.Metric.HigherIsBetter ? "Higher is better." : "Lower is better.") + chosen
                + (pairs.Count < all.Count ? $" Left out, for a value is not a finite number: {Plural(all.Count - pairs.Count, "seed")}." : "")
                + (pairs.Count > MostLines ? $" Drawn: {Figure.First(MostLines, pairs.Count)} seeds." : ""),
            [
                pairs.Count == 0 ? null : Draw(metric, experiment.Metric.HigherIsBetter, first, second, pairs, told),
                pairs.Count == 0 ? null : Figure.Legend(
                    (svg => svg.Line(1, 7, 29, 7, "line c0"), "the right order is better in this seed"),
                    (svg => svg.Line(1, 7, 29, 7, "line c1 d1"), "the left order is better, or both are equal"),
                    (svg => svg.Line(1, 7, 29, 7, "line mean"), "mean")),
            ],
            Table(metric, first, second, all));
    }

    /// <summary>The two orders that there are, or of many the best and the worst.</summary>
    private static (string First, string Second, string Chosen) Sides(ExperimentVerdict experiment, OperatorsVerdict operators)
    {
        if (operators.Orderings.Length == 2)
            return (operators.Orderings[0], operators.Orderings[1], "");
        if (operators.Ranking is { } ranking)
        {
            var ranks = Enumerable.Range(0, operators.Orderings.Length).OrderBy(at => ranking.MeanRanks[at]).ToList();
            return (operators.Orderings[ranks[^1]], operators.Orderings[ranks[0]],
                $" Of {operators.Orderings.Length} orders these are the worst and the best by mean rank: {Chosen(operators)}");
        }

        var clearest = operators.Secondary.Where(pair => pair.Result.Mean is not null).MaxBy(pair => Math.Abs(pair.Result.Mean!.Value)) ?? operators.Secondary[0];
        var firstIsBetter = clearest.Result.Mean > 0 == experiment.Metric.HigherIsBetter;
        return (firstIsBetter ? clearest.Second : clearest.First, firstIsBetter ? clearest.First : clearest.Second,
            $" Of {operators.Orderings.Length} orders these differ most: {Chosen(operators)}");
    }

    private static string Chosen(OperatorsVerdict operators) =>
        $"chosen out of {operators.Orderings.Length} by their results, they differ more than two chosen before would. The verdict does not go by them but by the contrasts.";

    /// <summary>How often the order that is better more often is.</summary>
    private static string Told(bool higher, string first, string second, List<(long Seed, double First, double Second)> pairs)
    {
        var rises = pairs.Count(pair => higher ? pair.Second > pair.First : pair.Second < pair.First);
        var falls = pairs.Count(pair => higher ? pair.Second < pair.First : pair.Second > pair.First);
        return rises >= falls
            ? $"{second} is better than {first} in {rises} of {Plural(pairs.Count, "seed")}."
            : $"{first} is better than {second} in {falls} of {Plural(pairs.Count, "seed")}.";
    }

    private static XElement Draw(string metric, bool higher, string first, string second, List<(long Seed, double First, double Second)> pairs, string told)
    {
        var svg = new Svg(Svg.Usual, Bottom + 12);
        var axis = Axis.Around([.. pairs.SelectMany(pair => new[] { pair.First, pair.Second })], Bottom, Top, Axis.ScaleOf(metric));
        svg.Left(axis, Edge, Svg.Usual - 8, Axis.Title(metric));
        foreach (var pair in pairs.Take(MostLines))
        {
            var rises = pair.Second > pair.First == higher && !pair.Second.Equals(pair.First);
            svg.Line(Left, axis.At(pair.First), Right, axis.At(pair.Second), rises ? "line c0" : "line c1 d1");
            svg.Mark(Left, axis.At(pair.First), rises ? 0 : 1, rises ? "dot c0" : "dot c1", 3.6);
            svg.Mark(Right, axis.At(pair.Second), rises ? 0 : 1, rises ? "dot c0" : "dot c1", 3.6);
        }

        var (mean, other) = (pairs.Average(pair => pair.First), pairs.Average(pair => pair.Second));
        svg.Line(Left, axis.At(mean), Right, axis.At(other), "line mean");
        Names(svg, axis, pairs);
        var (left, right) = (Svg.Wrap(first, 166), Svg.Wrap(second, 166));
        svg.Texts((Edge + 221) / 2, Bottom + 18, left, "", "middle");
        svg.Texts((229 + Svg.Usual) / 2, Bottom + 18, right, "", "middle");
        svg.Height = Bottom + 14 + (15 * Math.Max(left.Count, right.Count));
        return svg.Of($"{Axis.Name(metric)} of {first} and {second} by seed", $"{told} The mean goes from {Format.Value(metric, mean)} to {Format.Value(metric, other)}.");
    }

    /// <summary>Numbers of seeds at the right ends, as far as they do not cover each other.</summary>
    private static void Names(Svg svg, Axis axis, List<(long Seed, double First, double Second)> pairs)
    {
        var last = double.NegativeInfinity;
        foreach (var pair in pairs.Take(MostLines).OrderBy(pair => axis.At(pair.Second)))
        {
            var at = axis.At(pair.Second);
            if (at - last < 14.5)
                continue;
            svg.Text(Right + 9, at + 4, $"seed {Format.Plain(pair.Seed)}", "tick", room: Svg.Usual - Right - 9);
            last = at;
        }
    }

    private static XElement Table(string metric, string first, string second, List<(long Seed, double First, double Second)> pairs) => Figure.Table(
        $"{Axis.Title(metric)} by seed",
        [">seed", $">{first}", $">{second}", ">right minus left"],
        pairs.Select(pair => new[]
        {
            Format.Plain(pair.Seed), Format.Value(metric, pair.First), Format.Value(metric, pair.Second), Format.Signed(metric, pair.Second - pair.First),
        }),
        ReportLimits.Rows);

    private static string Plural(int count, string noun) => $"{Format.Count(count)} {noun}{(count == 1 ? "" : "s")}";
}
