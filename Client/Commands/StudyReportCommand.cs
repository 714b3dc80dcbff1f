using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Client.Reports;
using JointQP.Grains.Interfaces.Studies;
using Spectre.Console;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp study report NAME</c></summary>
internal static class StudyReportCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var name = options.Names(terminal).Study("name");
        var to = new Option<string?>("--to", "-o") { HelpName = "file", Description = "Where the page goes. Default: NAME-report.html in the current folder. (The form of what is printed is --output here)" };
        var force = new Option<bool>("--force") { Description = "Replace a file of that name" };
        var (level, margin) = (StudyAnalyzeCommand.Level(), StudyAnalyzeCommand.Margin());
        var report = new Verb("report", "Write the verdict with its figures, tables and what it takes to repeat it as one HTML page, also while the study runs",
            """
            Examples:
              jointqp study report demo
              jointqp study report demo --to docs/demo.html --force

            The page needs nothing else: no network, no script, no font. It reads on a
            phone and in print. Large studies are thinned, and the page says by how much.
            """, OutputForms.All, Exits.Cluster) { name, to, force, level, margin };
        report.SetAction(async (result, cancellationToken) =>
        {
            var call = options.Read(result, terminal);
            var study = result.GetRequiredValue(name);
            var path = Path.GetFullPath(result.GetValue(to) ?? $"{study}-report.html");
            Check(path, result.GetValue(force));
            await using var cluster = await call.Connect(cancellationToken);
            var data = await ReportReader.Read(SourceOf(cluster, study, cancellationToken), new VerdictRequest(result.GetValue(level), result.GetValue(margin)), call.Terminal.Time, call.Tell, cancellationToken);
            var written = WrittenReport.Write(path, data);
            call.Print(
                written,
                file => new Text($"{file.Path}, {Format.Bytes(file.Bytes)}: open it in a browser"),
                file => CsvTable.Of([file], new Column<WrittenReport>("path", one => one.Path), new("bytes", one => one.Bytes)),
                file => [file.Path]);
            return ExitCode.Ok;
        });
        return report;
    }

    /// <summary>What a study of a cluster tells a report.</summary>
    public static ReportSource SourceOf(ClusterConnection cluster, string name, CancellationToken cancellationToken)
    {
        var grain = cluster.Study(name);
        return new(
            experiments => StudyCommand.Existing(cluster, name, grain.GetResultsInShort(experiments), cancellationToken),
            request => StudyCommand.Existing(cluster, name, grain.GetVerdict(request), cancellationToken),
            () => StudyCommand.Existing(cluster, name, grain.GetStanding(withSources: true), cancellationToken),
            () => StudyCommand.Existing(cluster, name, cluster.Pulse(name).GetPulse(), cancellationToken),
            experiment => StudyCommand.Existing(cluster, name, grain.GetLayers(experiment), cancellationToken));
    }

    /// <summary>Before anything is asked of the cluster.</summary>
    private static void Check(string path, bool force)
    {
        if (Directory.Exists(path))
            throw new ConsoleException(ExitCode.BadInput, $"{path} is a folder; name a file in it");
        if (Path.GetDirectoryName(path) is { } folder && !Directory.Exists(folder))
            throw new ConsoleException(ExitCode.BadInput, $"the folder {folder} does not exist; make it, or name another with --to");
        if (File.Exists(path) && !force)
            throw new ConsoleException(ExitCode.BadInput, $"{path} exists already; replace it with --force, or name another with --to");
    }
}
