using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using JointQP.Client.Rendering;
using JointQP.Studies.Planning;

namespace JointQP.Client.Reports;

/// <summary>The stages that trials are made of, by the steps that they train.</summary>
internal static partial class TreeFigure
{
    private const int MostTrees = 3;

    /// <summary>Rows of one picture: more of them would be too small to read on a printed page.</summary>
    private const int MostRows = 22;

    private const double Left = 6, Right = 394, RowHeight = 32, BarHeight = 14, Top = 6;

    /// <summary>What sharing saves, then a figure for each form of tree.</summary>
    public static IEnumerable<XElement> Of(ReportData data)
    {
        if (data.Plan is not { } plan)
        {
            yield return Tag.Of("p", "The stored spec cannot be read by this version, so there is no plan to show.");
            yield break;
        }

        var size = plan.Size;
        yield return Tag.Of(
            "p",
            $"Equal beginnings are trained once: {Format.Count(size.Trials)} trials are {Format.Count(size.Stages)} stages of {Format.Count(size.Steps)} steps, where each trial alone would be "
                + $"{Format.Count(size.Alone)}: {Saved(size)} saved. Results are the same bits either way.");
        yield return Figure.Fold(Sizes(plan), few: ReportLimits.PrintedRows);
        if (data.Trees is not { } trees)
        {
            yield return Tag.Of("p", Tag.Class("note"), "The tree of stages is too large to be drawn; 'jointqp study plan FILE --tree' prints it.");
            yield break;
        }

        foreach (var tree in trees.Take(MostTrees))
            yield return Draw(tree, plan.Experiments.Length > 1);
        if (trees.Length > MostTrees)
            yield return Tag.Of("p", Tag.Class("note"), $"Drawn: {Figure.First(MostTrees, trees.Length)} forms of trees; 'jointqp study plan FILE --tree' prints all.");
    }

    private static XElement Sizes(PlanSummary plan) => Figure.Table(
        "work by experiment",
        ["experiment", ">schedules", ">seeds", ">trials", ">stages", ">steps", ">without sharing", ">saved"],
        plan.Experiments.Take(ReportLimits.Rows).Select(experiment => Cells(experiment.Name, Format.Count(experiment.Schedules), Format.Count(experiment.Seeds), experiment.Size))
            .Append(Cells("in all", Format.Count(plan.Experiments.Sum(experiment => experiment.Schedules)), "", plan.Size)),
        all: Math.Max(plan.Experiments.Length, ReportLimits.Rows) == ReportLimits.Rows ? null : plan.Experiments.Length + 1);

    private static string[] Cells(string name, string schedules, string seeds, PlanSize size) =>
    [
        name, schedules, seeds, Format.Count(size.Trials), Format.Count(size.Stages), Format.Count(size.Steps), Format.Count(size.Alone), Saved(size),
    ];

    private static string Saved(PlanSize size) => Math.Round(size.Saving * 100).ToString("0", CultureInfo.InvariantCulture) + " %";

    private static XElement Draw(PlanTree tree, bool several)
    {
        var (rows, leaves) = Rows(tree);
        var shown = Math.Min(leaves, ReportLimits.Branches);
        return Figure.Of(
            $"{tree.Experiment}: stages of a seed" + (tree.Seeds > 1 ? $", the same for each of {Format.Count(tree.Seeds)} seeds" : ""),
            "A bar is a stage, from its first step to its last. Each bar is trained once; what hangs below starts from its checkpoint. A schedule is named at the end of its last bar."
                + (several ? " Schedules of experiments that differ in their schedules alone hang in one tree." : "") + (shown < leaves ? $" Drawn: {Figure.First(shown, leaves)} schedules." : ""),
            [
                .. Pictures(tree, rows, shown),
                Figure.Legend(
                    (svg => svg.Box(1, 1, 28, 12, "bar-float"), "float, or goes on as before"),
                    (svg => svg.Box(1, 1, 28, 12, "bar-p"), "pruning starts (P)"),
                    (svg => svg.Box(1, 1, 28, 12, "bar-q"), "quantization starts (Q)"),
                    (svg => svg.Box(1, 1, 28, 12, "bar-both"), "both start (P = Q)")),
            ],
            Figure.Table(
                "stages",
                ["stage", "goes on from", ">first step", ">one past the last", "what begins", "schedules that end"],
                tree.Stages.Select(stage => new[] { stage.Id, stage.Parent ?? "", Format.Count(stage.From), Format.Count(stage.To), stage.Begins, string.Join("; ", stage.Ends) }),
                ReportLimits.Rows));
    }

    /// <summary>The row of each stage: a stage stands in that of the first schedule below it.</summary>
    private static (int[] Rows, int Leaves) Rows(PlanTree tree)
    {
        var rows = new int[tree.Stages.Length];
        var row = 0;
        for (var at = 0; at < rows.Length; at++)
        {
            rows[at] = row;
            if (at + 1 == rows.Length || tree.Stages[at + 1].Depth <= tree.Stages[at].Depth)
                row++;
        }

        return (rows, row);
    }

    private static string Look(PlanNode stage) => (stage.Begins.Contains('P'), stage.Begins.Contains('Q')) switch
    {
        (true, true) => "bar-both",
        (true, false) => "bar-p",
        (false, true) => "bar-q",
        _ => "bar-float",
    };

    /// <summary>One below the other, each with as many rows as the others or one less.</summary>
    private static IEnumerable<XElement> Pictures(PlanTree tree, int[] rows, int shown)
    {
        var count = (shown + MostRows - 1) / MostRows;
        return Enumerable.Range(0, count).Select(at => Picture(tree, rows, shown * at / count, shown * (at + 1) / count));
    }

    private static XElement Picture(PlanTree tree, int[] rows, int first, int end)
    {
        var bottom = Top + (RowHeight * (end - first)) + 2;
        var svg = new Svg(Svg.Usual, bottom + 40);
        var last = Math.Max(1, tree.Stages.Max(stage => stage.To));
        var axis = new Axis(0, last, Left, Right);
        svg.Bottom(axis, Top, bottom, "training step", 5, last);
        var place = tree.Stages.Index().ToDictionary(stage => stage.Item.Id, stage => stage.Index, StringComparer.Ordinal);
        foreach (var (at, stage) in tree.Stages.Index())
        {
            if (stage.Parent is not null && place.TryGetValue(stage.Parent, out var parent) && rows[parent] != rows[at] && rows[at] >= first && rows[parent] < end)
                Branch(svg, axis.At(stage.From), rows[parent] < first ? Top : Y(rows[parent]) + BarHeight, rows[at] >= end ? null : Y(rows[at]) + (BarHeight / 2), bottom);
        }

        List<(int At, PlanNode Stage)> stages = [.. tree.Stages.Index().Where(stage => rows[stage.Index] >= first && rows[stage.Index] < end)];
        foreach (var (at, stage) in stages)
            Bar(svg, axis, Y(rows[at]), stage);
        return svg.Of(
            $"Stages of {tree.Experiment}",
            $"{stages.Count} stages; {string.Join("; ", stages.Take(20).Select(one => $"{one.Stage.Id}: {one.Stage.Text}"))}{(stages.Count > 20 ? "; the rest is in the table" : "")}.");

        double Y(int row) => Top + (RowHeight * (row - first)) + 16;
    }

    /// <summary>From a bar down to one that starts from its checkpoint; on and out of the picture where that is in the next.</summary>
    private static void Branch(Svg svg, double x, double from, double? to, double bottom) =>
        svg.Path(to is { } y ? [(x, from), (x, y), (x + 1, y)] : [(x, from), (x, bottom)], "branch");

    private static void Bar(Svg svg, Axis axis, double y, PlanNode stage)
    {
        var (x, wide) = (axis.At(stage.From), axis.At(stage.To) - axis.At(stage.From));
        svg.Box(x + 0.5, y, Math.Max(1, wide - 1), BarHeight, Look(stage));
        var text = stage.Begins.Length > 0 ? stage.Begins : stage.Parent is null ? "float" : "";
        // Without strengths where they do not fit; colours tell the rest.
        if (new[] { text, Strengths().Replace(text, "") }.FirstOrDefault(one => one.Length > 0 && Width(one) <= wide - 2) is { } label)
            svg.Text(x + 1.8, y + 10.6, label, "in");
        if (stage.Ends.Length > 0)
            svg.Text(Right, y - 4, string.Join("; ", stage.Ends), "", "end", Right - Left);
    }

    /// <summary>What a text takes in a bar, in pixels, letter by letter: an average would cut short what fits.</summary>
    internal static double Width(string text) => text.Sum(letter => letter switch { '.' or ',' or ' ' => 3.3, '(' or ')' or 'f' or 'l' or 't' => 3.9, 'w' => 8.2, '=' => 8.4, _ => 6.4 });

    [GeneratedRegex("(?<=[PQ])[0-9.]+")]
    private static partial Regex Strengths();
}
