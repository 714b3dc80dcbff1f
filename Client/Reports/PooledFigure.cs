using System.Globalization;
using System.Xml.Linq;
using JointQP.Client.Rendering;
using JointQP.Studies.Analysis;
using JointQP.Studies.Analysis.Statistics;
using JointQP.Studies.Analysis.Verdicts;

namespace JointQP.Client.Reports;

/// <summary>What pruning first brings over experiments, as standardized effects: the only ones that are pooled.</summary>
internal static class PooledFigure
{
    private const double Left = 14, Right = 386, RowHeight = 38;

    private sealed record Row(string Name, double Effect, double? Low, double? High, double Weight, bool IsPooled, double? P);

    /// <summary>Null with fewer than 2 experiments that have an effect.</summary>
    public static XElement? Of(StudyVerdict verdict)
    {
        if (verdict.Pooled.All is not { Experiments: >= 2 } all)
            return null;
        var single = verdict.Experiments
            .Where(experiment => experiment.PruneFirst is { HedgesGz: not null, HedgesVariance: > 0 })
            .Select(experiment => Single(experiment, all.Between))
            .ToList();
        List<Row> drawn = [.. single.Take(ReportLimits.Intervals), .. Pooled(verdict.Pooled)];
        return Figure.Of(
            "What pruning first brings over experiments",
            "Hedges' g_z: the mean gain of pruning before quantizing in standard deviations of a seed's difference; right of 0 it is better to prune first, whichever way the metric goes. "
                + "Squares are experiments with approximate 95 % intervals (Student's t), larger where they weigh more; diamonds are pooled with random effects and intervals of Hartung and Knapp. "
                + $"{verdict.Pooled.Sentence} {verdict.Pooled.InteractionSentence}"
                + (verdict.Pooled.LeftOut > 0 ? $" Without an effect size: {verdict.Pooled.LeftOut}." : "")
                + (single.Count > ReportLimits.Intervals ? $" Drawn: {Figure.First(ReportLimits.Intervals, single.Count)} experiments." : ""),
            [
                Draw(drawn),
                Figure.Legend((svg => svg.Mark(15, 7, 1, "dot c2", 5), "an experiment"), (svg => svg.Mark(15, 7, 2, "dot c0", 6), "pooled")),
            ],
            Figure.Table(
                "pooled effects, then experiments",
                ["effect", ">g_z", ">95 % interval", ">p"],
                [
                    .. Pooled(verdict.Pooled).Concat(single).Select(row => new[]
                    {
                        row.Name, Number(row.Effect), row.Low is { } low && row.High is { } high ? $"{Number(low)} to {Number(high)}" : "", VerdictText.P(row.P),
                    }),
                ],
                ReportLimits.Rows));
    }

    private static Row Single(ExperimentVerdict experiment, double between)
    {
        var (effect, variance) = (experiment.PruneFirst!.HedgesGz!.Value, experiment.PruneFirst.HedgesVariance!.Value);
        var half = StudentT.Quantile(0.975, experiment.PruneFirst.Pairs - 1) * Math.Sqrt(variance);
        return new(experiment.Name, effect, effect - half, effect + half, 1 / (variance + between), false, experiment.PruneFirst.SignFlipP);
    }

    private static IEnumerable<Row> Pooled(PooledVerdict pooled) =>
        from part in new (string Name, PooledEffect? Effect)[] { ("all", pooled.All), ("discriminative", pooled.Discriminative), ("generative", pooled.Generative) }
        // A kind that is all of them would be told twice.
        where part.Effect is not null && (part.Name == "all" || part.Effect.Experiments < pooled.All!.Experiments)
        select new Row($"{part.Name} ({part.Effect.Experiments} {(part.Effect.Experiments == 1 ? "experiment" : "experiments")})", part.Effect.Effect, part.Effect.Low, part.Effect.High, 0, true, part.Effect.P);

    private static XElement Draw(List<Row> rows)
    {
        var bottom = 8 + (RowHeight * rows.Count) + 4;
        var svg = new Svg(Svg.Usual, bottom + 42);
        double[] effects = [.. rows.Select(row => Math.Abs(row.Effect))];
        var most = effects.Max() * 2.5;
        double[] ends = [.. rows.SelectMany(row => new[] { row.Low ?? row.Effect, row.High ?? row.Effect }).Append(0)];
        var axis = Axis.Around([Math.Max(-most, ends.Min()), Math.Min(most, ends.Max())], Left, Right);
        svg.Bottom(axis, 4, bottom, "g_z of pruning first, standard deviations");
        svg.Line(axis.At(0), 4, axis.At(0), bottom, "zero");
        var heaviest = rows.Max(row => row.Weight);
        foreach (var (at, row) in rows.Index())
        {
            var y = 8 + (RowHeight * at);
            var numbers = row.Low is { } low && row.High is { } high ? $"{Number(row.Effect)} [{Number(low)}, {Number(high)}]" : Number(row.Effect);
            svg.Text(2, y + 12, row.Name, row.IsPooled ? "strong" : "", room: Svg.Usual - 14 - (numbers.Length * Svg.Letter));
            svg.Text(Svg.Usual - 2, y + 12, numbers, "tick", "end");
            if (row.Low is not null && row.High is not null)
                svg.Line(axis.At(row.Low.Value), y + 25, axis.At(row.High.Value), y + 25, row.IsPooled ? "line c0" : "line c2");
            svg.Mark(axis.At(row.Effect), y + 25, row.IsPooled ? 2 : 1, row.IsPooled ? "dot c0" : "dot c2", row.IsPooled ? 6 : 2.5 + (4 * Math.Sqrt(row.Weight / heaviest)));
        }

        return svg.Of("Standardized effects of pruning first, with those pooled", string.Join(" ", rows.TakeLast(13).Select(row => $"{row.Name}: {Number(row.Effect)}.")));
    }

    private static string Number(double value) => value.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);
}
