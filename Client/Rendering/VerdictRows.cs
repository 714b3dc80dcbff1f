using JointQP.Studies.Analysis.Verdicts;

namespace JointQP.Client.Rendering;

/// <summary>A verdict, as rows for programs.</summary>
internal static class VerdictRows
{
    /// <summary>A row for each contrast: first the primary ones of an experiment's operators, then every pair of orders.</summary>
    public static CsvTable Of(StudyVerdict verdict) => CsvTable.Of(
        from experiment in verdict.Experiments
        from operators in experiment.Operators
        from contrast in operators.Primary.Concat(operators.Secondary)
        let looks = contrast.Precedence && experiment.Sequential?.Design.IsPrimary(operators.Operators, contrast.First, contrast.Second) == true
            ? experiment.Sequential.Decision
            : null
        select (experiment, operators, contrast, looks),
        new("experiment", row => row.experiment.Name),
        new("metric", row => row.experiment.Metric.Name),
        new("operators", row => row.operators.Operators),
        new("family", row => row.contrast.Precedence ? "primary" : "secondary"),
        new("first", row => row.contrast.First),
        new("second", row => row.contrast.Second),
        new("pairs", row => row.contrast.Result.Pairs, ColumnKind.Whole),
        new("unpaired", row => row.contrast.Result.Unpaired, ColumnKind.Whole),
        new("mean", row => row.contrast.Result.Mean, ColumnKind.Number),
        new("deviation", row => row.contrast.Result.Deviation, ColumnKind.Number),
        new("low", row => row.contrast.Result.Interval?.Low, ColumnKind.Number),
        new("high", row => row.contrast.Result.Interval?.High, ColumnKind.Number),
        new("signFlipP", row => row.contrast.Result.SignFlipP, ColumnKind.Number),
        new("adjustedP", row => row.contrast.AdjustedP, ColumnKind.Number),
        new("tTestP", row => row.contrast.Result.TTestP, ColumnKind.Number),
        new("wilcoxonP", row => row.contrast.Result.WilcoxonP, ColumnKind.Number),
        new("cohenDz", row => row.contrast.Result.CohenDz, ColumnKind.Number),
        new("hedgesGz", row => row.contrast.Result.HedgesGz, ColumnKind.Number),
        new("margin", row => row.experiment.Margin, ColumnKind.Number),
        new("equivalenceP", row => row.contrast.Result.EquivalenceP, ColumnKind.Number),
        new("finding", row => row.contrast.Finding),
        new("look", row => row.looks?.Look, ColumnKind.Whole),
        new("lookSeeds", row => row.looks?.Seeds, ColumnKind.Whole),
        new("lookLevel", row => row.looks?.Alpha, ColumnKind.Number),
        new("spentLevel", row => row.looks?.Spent, ColumnKind.Number),
        new("repeatedLow", row => row.looks?.Interval?.Low, ColumnKind.Number),
        new("repeatedHigh", row => row.looks?.Interval?.High, ColumnKind.Number),
        new("adjustedEquivalenceP", row => row.contrast.AdjustedEquivalenceP, ColumnKind.Number));
}
