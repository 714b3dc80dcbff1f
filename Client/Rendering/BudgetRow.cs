using System.Collections.Immutable;
using JointQP.Studies.Analysis.Verdicts;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JointQP.Client.Rendering;

/// <summary>The best schedule of an experiment that fits a budget.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Schedule">Its label; null where none fits.</param>
/// <param name="Metric">What was compared.</param>
/// <param name="Value">The mean of the metric over seeds.</param>
/// <param name="Bytes">Bytes of stored weights and of the features of one sample.</param>
/// <param name="Density">The metric for a megabyte.</param>
/// <param name="Fitting">How many schedules fit.</param>
/// <param name="Of">Of how many.</param>
internal sealed record BudgetRow(string Experiment, string? Schedule, string Metric, double? Value, double? Bytes, double? Density, int Fitting, int Of)
{
    /// <summary>A row for each experiment.</summary>
    public static ImmutableArray<BudgetRow> Within(StudyVerdict verdict, double budget) =>
    [
        .. from experiment in verdict.Experiments
           let best = experiment.BestWithin(budget)
           select new BudgetRow(
               experiment.Name, best?.Schedule, experiment.Metric.Name, best?.Metric, best?.Bytes, best?.Density, experiment.Schedules.Count(schedule => schedule.Bytes <= budget), experiment.Schedules.Length),
    ];

    /// <summary>For people.</summary>
    public static IRenderable Table(IReadOnlyCollection<BudgetRow> rows, double budget)
    {
        var table = Tables.New("experiment", "best schedule", ">metric", ">size", ">fit");
        foreach (var row in rows)
        {
            table.Row(
                row.Experiment,
                row.Schedule ?? "none is as small",
                row.Value is { } value ? Format.Value(row.Metric, value) : "",
                row.Bytes is { } bytes ? Format.Bytes(bytes) : "",
                $"{Format.Count(row.Fitting)}/{Format.Count(row.Of)}");
        }

        return new Rows(
        [
            new Text($"within {Format.Bytes(budget)} of weights and features", new Style(decoration: Decoration.Bold)),
            table,
            new Text("Means over seeds. Each was chosen because its result was the best of those that fit, so a fresh training of it may come out a little worse.", new Style(Color.Grey)),
        ]);
    }

    /// <summary>For programs.</summary>
    public static CsvTable Csv(IEnumerable<BudgetRow> rows) => CsvTable.Of(
        rows,
        new("experiment", row => row.Experiment),
        new("schedule", row => row.Schedule),
        new("metric", row => row.Metric),
        new("value", row => row.Value, ColumnKind.Number),
        new("bytes", row => row.Bytes, ColumnKind.Number),
        new("density", row => row.Density, ColumnKind.Number),
        new("fitting", row => row.Fitting, ColumnKind.Whole),
        new("of", row => row.Of, ColumnKind.Whole));
}
