using System.Collections.Immutable;
using System.CommandLine;
using System.Runtime.CompilerServices;
using JointQP.Client.Files;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Trials;
using Spectre.Console;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp study export NAME</c></summary>
internal static class StudyExportCommand
{
    private static readonly ColumnKind[] MetricKinds =
        [ColumnKind.Text, ColumnKind.Whole, ColumnKind.Text, ColumnKind.Whole, ColumnKind.Whole, ColumnKind.Whole, ColumnKind.Text, ColumnKind.Number];

    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var name = options.Names(terminal).Study("name");
        var to = new Option<string?>("--to") { HelpName = "folder", Description = "Where the files go. Default: NAME-export in the current folder" };
        var without = new Option<bool>("--no-metrics") { Description = "Leave out the learning curves, metrics.csv and .parquet, which are most of it" };
        var format = WordOption.One<TableForms>("--format", "Which form the tables take, trials, metrics, contrasts and layers; the rest is text");
        var force = new Option<bool>("--force") { Description = "Replace files of the same names" };
        var export = new Verb("export", "Write what a study found to files that outlive the cluster: trials, metrics, verdict, spec, and what each column means",
            """
            Examples:
              jointqp study export demo
              jointqp study export demo --to results/demo --no-metrics
              jointqp study export demo --format parquet    tables for data frames
              jointqp study analyze --from demo-export      the verdict from the files

            The files appear when all of them are written. What is not done yet is
            left out of the verdict; export again, with --force, when it is.
            """, OutputForms.All, Exits.Cluster) { name, to, format, without, force };
        export.SetAction(async (result, cancellationToken) =>
        {
            var call = options.Read(result, terminal);
            var study = result.GetRequiredValue(name);
            await using var cluster = await call.Connect(cancellationToken);
            using var folder = new ExportFolder(Path.GetFullPath(result.GetValue(to) ?? study + "-export"), result.GetValue(force));
            await Run(call, cluster, study, folder, new ExportTables(folder, result.GetValue(format)), !result.GetValue(without), cancellationToken);
            await folder.Name();
            var files = folder.Files.Select(file => new ExportedFile(file, new FileInfo(file).Length)).ToImmutableArray();
            call.Print(files, Table, Rows, all => all.Select(file => file.Path));
            return ExitCode.Ok;
        });
        return export;
    }

    private static async Task Run(Call call, ClusterConnection cluster, string study, ExportFolder folder, ExportTables tables, bool metrics, CancellationToken cancellationToken)
    {
        var grain = cluster.Study(study);
        var results = await StudyCommand.Existing(cluster, study, grain.GetResults(), cancellationToken);
        var outcomes = await StudyCommand.Existing(cluster, study, grain.GetOutcomes(), cancellationToken);
        var sources = (await StudyCommand.Existing(cluster, study, grain.GetStanding(withSources: true), cancellationToken)).Sources ?? [];
        var verdict = outcomes.Judge(new VerdictRequest());

        await folder.Write(DataDictionary.FileName, DataDictionary.Of(study, ProductVersion.Text));
        foreach (var (at, source) in sources.Where(source => !source.IsStep).Index())
            await folder.Write(ExportedSpecs.NameOf(at), source.Spec);
        await tables.Write("trials", ResultsRows.Of(results));
        if (metrics)
            await tables.Write("metrics", ["experiment", "index", "schedule", "seed", "stage", "step", "name", "value"], MetricKinds, Metrics(call, cluster, results, cancellationToken));
        await tables.Write("contrasts", VerdictRows.Of(verdict));
        await tables.Write("layers", LayerRows.Of(await StudyLayers.Read(call, cluster, study, [.. outcomes.Experiments.Select(experiment => experiment.Name)], cancellationToken)));
        await folder.Write("verdict.json", JsonText.Of(verdict) + "\n");
        await folder.Write(StudyExport.FileName, JsonText.Of(StudyExport.Of(outcomes, results.ResultHash)) + "\n");
    }

    private static async IAsyncEnumerable<IReadOnlyList<object?>> Metrics(
        Call call, ClusterConnection cluster, StudyResults results, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var trials = results.Experiments.SelectMany(experiment => experiment.Trials.Select(trial => (experiment.Experiment, Trial: trial))).ToList();
        var progress = new Progress(call);
        foreach (var (done, (experiment, trial)) in trials.Index())
        {
            progress.Tell($"metrics of {Format.Count(done)} of {Format.Count(trials.Count)} trials");
            MetricPage page;
            MetricCursor? at = null;
            do
            {
                page = await cluster.Trial(results.Status.Name, experiment, trial.Index).Read(at).WaitAsync(cancellationToken);
                at = page.Cursor;
                foreach (var (cursor, row) in page.Rows)
                    yield return [experiment, trial.Index, trial.Schedule, trial.Seed, cursor.Stage, row.Step, row.Name, row.Value];
            }
            while (page.More == MetricsMore.Now);
        }
    }

    private static Table Table(ImmutableArray<ExportedFile> files)
    {
        var table = Tables.New("file", ">size");
        foreach (var file in files)
            table.Row(file.Path, Format.Bytes(file.Bytes));
        return table;
    }

    private static CsvTable Rows(ImmutableArray<ExportedFile> files) => CsvTable.Of(files, new("path", file => file.Path), new("bytes", file => file.Bytes));

    private sealed record ExportedFile(string Path, long Bytes);
}
