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
        select (experiment, operators, contrast),
        new("experiment", row => row.experiment.Name),
        new("metric", row => row.experiment.Metric.Name),
        new("operators", row => row.operators.Operators),
        new("family", row => row.contrast.Precedence ? "primary" : "secondary"),
        new("first", row => row.contrast.First),
        new("second", row => row.contrast.Second),
        new("pairs", row => row.contrast.Result.Pairs),
        new("unpaired", row => row.contrast.Result.Unpaired),
        new("mean", row => row.contrast.Result.Mean),
        new("deviation", row => row.contrast.Result.Deviation),
        new("low", row => row.contrast.Result.Interval?.Low),
        new("high", row => row.contrast.Result.Interval?.High),
        new("signFlipP", row => row.contrast.Result.SignFlipP),
        new("adjustedP", row => row.contrast.AdjustedP),
        new("tTestP", row => row.contrast.Result.TTestP),
        new("wilcoxonP", row => row.contrast.Result.WilcoxonP),
        new("cohenDz", row => row.contrast.Result.CohenDz),
        new("hedgesGz", row => row.contrast.Result.HedgesGz),
        new("margin", row => row.experiment.Margin),
        new("equivalenceP", row => row.contrast.Result.EquivalenceP),
        new("finding", row => row.contrast.Finding));
}
