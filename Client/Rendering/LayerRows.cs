using JointQP.Studies.Analysis.Layers;

namespace JointQP.Client.Rendering;

/// <summary>What was measured at the places of networks, as rows for programs: means over seeds.</summary>
internal static class LayerRows
{
    /// <summary>A row for each schedule, place and moment.</summary>
    public static CsvTable Of(IEnumerable<ExperimentLayers> layers) => CsvTable.Of(
        from experiment in layers
        from row in experiment.Rows
        select (experiment.Experiment, Row: row),
        [
            new("experiment", row => row.Experiment),
            new("schedule", row => row.Row.Schedule),
            new("ordering", row => row.Row.Ordering),
            new("site", row => row.Row.Site),
            new("moment", row => row.Row.Moment, ColumnKind.Whole),
            new("trials", row => row.Row.Values.Values.Max(value => value.Count), ColumnKind.Whole),
            .. LayerMeasure.All.Select(measure => new Column<(string Experiment, LayerRow Row)>(
                measure, row => row.Row.Values.GetValueOrDefault(measure)?.Mean, ColumnKind.Number)),
        ]);
}
