using System.Globalization;
using System.Xml.Linq;
using JointQP.Client.Rendering;
using JointQP.Studies.Analysis.Statistics;
using JointQP.Studies.Analysis.Verdicts;

namespace JointQP.Client.Reports;

/// <summary>Mean ranks of orders with Nemenyi's critical difference (Demšar 2006), an order a row.</summary>
internal static class RanksFigure
{
    private const double Left = 16, RowHeight = 34, BarWidth = 9;

    /// <summary>Null without a ranking.</summary>
    /// <param name="level">The level of its tests.</param>
    public static XElement? Of(ExperimentVerdict experiment, OperatorsVerdict operators, double level)
    {
        if (operators.Ranking is not { } ranking)
            return null;
        var order = Enumerable.Range(0, operators.Orderings.Length).OrderBy(at => ranking.MeanRanks[at]).ToList();
        var groups = Groups([.. order.Select(at => ranking.MeanRanks[at])], ranking.CriticalDifference);
        return Figure.Of(
            $"{experiment.Name}: orders of {Figure.Operators(operators.Operators)} by rank",
            $"Orders are ranked within each seed, 1 for the best. Mean ranks further apart than the critical difference of {Number(ranking.CriticalDifference)} differ (Nemenyi); "
                + $"a bar at the right joins orders that are not shown to differ. Friedman's test over {ranking.Seeds} seeds: {Evidence(ranking.P)}; Kendall's W {Number(ranking.Concordance)}."
                + (ranking.P <= level && groups is [(0, var last)] && last == order.Count - 1
                    ? " The orders are not all alike (Friedman), yet no two of them are shown to differ." : ""),
            [
                Draw(operators, ranking, order, groups),
                Figure.Legend((svg => svg.Mark(15, 7, 0, "dot c0"), "mean rank"), (svg => svg.Line(15, 1, 15, 13, "bar"), "not shown to differ")),
            ],
            Figure.Table(
                "orders by mean rank",
                ["order", ">mean rank", ">probability of being the best"],
                order.Select(at => new[] { operators.Orderings[at], Number(ranking.MeanRanks[at]), at < operators.BestProbability.Length ? Number(operators.BestProbability[at]) : "" }),
                ReportLimits.Rows));
    }

    /// <summary>The widest runs of ranks, sorted, that lie within the critical difference; a run of one joins nothing.</summary>
    internal static List<(int From, int To)> Groups(double[] ranks, double difference)
    {
        List<(int From, int To)> groups = [];
        for (var from = 0; from < ranks.Length; from++)
        {
            var to = from;
            while (to + 1 < ranks.Length && ranks[to + 1] - ranks[from] <= difference)
                to++;
            if (to > from && (groups.Count == 0 || groups[^1].To < to))
                groups.Add((from, to));
        }

        return groups;
    }

    private static XElement Draw(OperatorsVerdict operators, FriedmanResult ranking, List<int> order, List<(int From, int To)> groups)
    {
        var shown = order.Take(ReportLimits.Intervals).ToList();
        var right = Math.Max(240, Svg.Usual - 18 - (BarWidth * groups.Count));
        const double Top = 42;
        var bottom = Top + (RowHeight * shown.Count) + 4;
        var svg = new Svg(Math.Max(Svg.Usual, right + 14 + (BarWidth * groups.Count)), bottom + 42);
        var axis = new Axis(1, operators.Orderings.Length, Left, right);
        svg.Bottom(axis, Top, bottom, "mean rank, 1 is the best");
        // The difference may be wider than all ranks: then nothing can be shown to differ, and the ruler ends with the axis.
        var ruler = axis.At(1 + ranking.CriticalDifference);
        svg.Text(Left, 14, $"critical difference {Number(ranking.CriticalDifference)}" + (ranking.CriticalDifference > axis.High - axis.Low ? ", wider than all ranks" : ""), "tick");
        svg.Line(Left, 24, ruler, 24, "bar");
        foreach (var (row, at) in shown.Index())
        {
            var y = Top + (RowHeight * row);
            svg.Text(2, y + 12, operators.Orderings[at], room: right - 50);
            svg.Text(right, y + 12, Number(ranking.MeanRanks[at]), "tick", "end");
            svg.Line(Left, y + 23, axis.At(ranking.MeanRanks[at]), y + 23, "stem");
            svg.Mark(axis.At(ranking.MeanRanks[at]), y + 23, 0, "dot c0");
        }

        foreach (var (at, (from, to)) in groups.Index().Where(group => group.Item.From < shown.Count))
        {
            var x = right + 14 + (BarWidth * at);
            svg.Line(x, Top + (RowHeight * from) + 16, x, Top + (RowHeight * Math.Min(to, shown.Count - 1)) + 30, "bar");
        }

        return svg.Of(
            "Mean ranks of orders with the critical difference",
            string.Join(" ", shown.Take(12).Select(at => $"{operators.Orderings[at]}: {Number(ranking.MeanRanks[at])}.")) + $" Critical difference {Number(ranking.CriticalDifference)}.");
    }

    private static string Evidence(double p) => p < 0.0001 ? "p < 0.0001" : $"p = {VerdictText.P(p)}";

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
