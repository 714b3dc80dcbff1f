using System.Collections.Immutable;
using JointQP.Client.Hosting;
using JointQP.Studies.Analysis.Layers;
using JointQP.Studies.Results;

namespace JointQP.Client.Files;

/// <summary>What trials measured at the places of their network, made anew from what an export has of them.</summary>
internal static class ExportedLayers
{
    private static readonly string[] Tables = ["trials.parquet", "metrics.parquet"];

    /// <summary>The same as the cluster told when the export was written.</summary>
    /// <param name="folder">The folder of the export.</param>
    /// <exception cref="ConsoleException">The export has no metrics, or has them as CSV alone, or is damaged.</exception>
    public static async Task<ImmutableArray<ExperimentLayers>> Read(string folder)
    {
        if (Tables.FirstOrDefault(table => !File.Exists(Path.Combine(folder, table))) is { } missing)
        {
            throw new ConsoleException(
                ExitCode.BadInput, $"{folder} has no {missing}, which this is made from; export again with --format parquet or both, and without --no-metrics");
        }

        var export = StudyExport.Read(folder);
        var done = (await Whole(Path.Combine(folder, Tables[0]), Trials)).ToLookup(trial => trial.Experiment, StringComparer.Ordinal);
        var chosen = done.ToDictionary(experiment => experiment.Key, experiment => ExperimentLayers.Chosen([.. experiment], trial => trial.Schedule), StringComparer.Ordinal);
        var measured = await Whole(
            Path.Combine(folder, Tables[1]), file => Measured(file, [.. chosen.Values.SelectMany(experiment => experiment).Select(trial => (trial.Experiment, trial.Index))]));
        return [.. export.Experiments.Select(experiment => Of(experiment, chosen.GetValueOrDefault(experiment.Name) ?? [], done[experiment.Name].Count(), measured))];
    }

    /// <summary>What is read of a file, wherever it may be damaged: the reader stumbles in as many ways as there are places.</summary>
    private static async Task<T> Whole<T>(string file, Func<string, Task<T>> read)
    {
        try
        {
            return await read(file);
        }
        catch (Exception e) when (e is not ConsoleException)
        {
            throw new ConsoleException(ExitCode.BadInput, $"{file} cannot be read: {e.Message}; export the study again with 'jointqp study export'", e);
        }
    }

    private static ExperimentLayers Of(ExportedExperiment experiment, List<Trial> chosen, int done, Dictionary<(string Experiment, long Index), List<MetricPoint>> measured)
    {
        var orderings = experiment.Schedules.ToDictionary(schedule => schedule.Label, schedule => schedule.Schedule.Ordering, StringComparer.Ordinal);
        return ExperimentLayers.Of(
            experiment.Name,
            chosen.Select(trial => new LayerTrial(trial.Schedule, orderings[trial.Schedule], measured.GetValueOrDefault((trial.Experiment, trial.Index)) ?? [])),
            done - chosen.Count);
    }

    private static async Task<List<Trial>> Trials(string file)
    {
        List<Trial> done = [];
        await foreach (var row in ParquetColumns.Read(file, "experiment", "index", "schedule", "status"))
        {
            if (row is [string experiment, long index, string schedule, "committed"])
                done.Add(new(experiment, index, schedule));
        }

        return done;
    }

    private static async Task<Dictionary<(string Experiment, long Index), List<MetricPoint>>> Measured(string file, HashSet<(string Experiment, long Index)> wanted)
    {
        var measured = new Dictionary<(string, long), List<MetricPoint>>();
        await foreach (var row in ParquetColumns.Read(file, "experiment", "index", "stage", "step", "name", "value"))
        {
            if (row is not [string experiment, long index, long stage, long step, string name, double value] || !wanted.Contains((experiment, index)) || !LayerMeasure.TryParse(name, out _, out _))
                continue;
            if (!measured.TryGetValue((experiment, index), out var points))
                measured.Add((experiment, index), points = []);
            points.Add(new((int)stage, step, name, value));
        }

        return measured;
    }

    private sealed record Trial(string Experiment, long Index, string Schedule);
}
