using System.Xml.Linq;
using JointQP.Client.Rendering;
using JointQP.Studies.Planning;

namespace JointQP.Client.Reports;

/// <summary>The stages that trials are made of, by the steps that they train.</summary>
internal static class TreeFigure
{
    private const int MostTrees = 3;
    private const double Left = 6, Right = 394, RowHeight = 38, BarHeight = 14, Top = 6;

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
                + $"{Format.Count(size.Alone)}: {Format.Share(size.Alone - size.Steps, size.Alone)} saved. Results are the same bits either way.");
        yield return Sizes(plan);
        if (data.Trees is not { } trees)
        {
            yield return Tag.Of("p", Tag.Class("note"), "The tree of stages is too large to be drawn; 'jointqp study plan FILE --tree' prints it.");
            yield break;
        }

        foreach (var tree in trees.Take(MostTrees))
            yield return Draw(tree);
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
        name, schedules, seeds, Format.Count(size.Trials), Format.Count(size.Stages), Format.Count(size.Steps), Format.Count(size.Alone), Format.Share(size.Alone - size.Steps, size.Alone),
    ];

    private static XElement Draw(PlanTree tree)
    {
        var (rows, leaves) = Rows(tree);
        var shown = Math.Min(leaves, ReportLimits.Branches);
        return Figure.Of(
            $"{tree.Experiment}: stages of a seed" + (tree.Seeds > 1 ? $", the same for each of {Format.Count(tree.Seeds)} seeds" : ""),
            "A bar is a stage, from its first step to its last; schedules that branch off below it go on from its checkpoint, those of other experiments among them that differ in schedules alone." + (shown < leaves ? $" Drawn: {Figure.First(shown, leaves)} schedules." : ""),
            [
                Picture(tree, rows, shown),
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

    private static XElement Picture(PlanTree tree, int[] rows, int shown)
    {
        var bottom = Top + (RowHeight * shown) + 2;
        var svg = new Svg(Svg.Usual, bottom + 40);
        var axis = new Axis(0, Math.Max(1, tree.Stages.Max(stage => stage.To)), Left, Right);
        svg.Bottom(axis, Top, bottom, "training step", 5);
        var place = tree.Stages.Index().ToDictionary(stage => stage.Item.Id, stage => stage.Index, StringComparer.Ordinal);
        foreach (var (at, stage) in tree.Stages.Index().Where(stage => rows[stage.Index] < shown))
        {
            var (x, y) = (axis.At(stage.From), Top + (RowHeight * rows[at]) + 18);
            if (stage.Parent is not null && place.TryGetValue(stage.Parent, out var parent) && rows[parent] != rows[at])
                svg.Path([(x, Top + (RowHeight * rows[parent]) + 18 + BarHeight), (x, y + (BarHeight / 2)), (x + 1, y + (BarHeight / 2))], "branch");
        }

        foreach (var (at, stage) in tree.Stages.Index().Where(stage => rows[stage.Index] < shown))
        {
            var (x, y, wide) = (axis.At(stage.From), Top + (RowHeight * rows[at]) + 18, axis.At(stage.To) - axis.At(stage.From));
            svg.Box(x + 0.5, y, Math.Max(1, wide - 1), BarHeight, Look(stage));
            var text = stage.Begins.Length > 0 ? stage.Begins : stage.Parent is null ? "float" : "";
            var room = wide - 6;
            if (text.Length * Svg.Letter <= room)
                svg.Text(x + 4, y + 11, text, "in");
            else if (text.Length > 0 && room >= Svg.Letter)
                svg.Text(x + 4, y + 11, text[..1].ToUpperInvariant(), "in");
            if (stage.Ends.Length > 0)
                svg.Text(Right, y - 4, string.Join("; ", stage.Ends), "", "end", Right - Left);
        }

        return svg.Of(
            $"Stages of {tree.Experiment}",
            $"{tree.Stages.Length} stages; {string.Join("; ", tree.Stages.Take(20).Select(stage => $"{stage.Id}: {stage.Text}"))}{(tree.Stages.Length > 20 ? "; the rest is in the table" : "")}.");
    }
}
