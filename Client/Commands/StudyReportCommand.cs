using System.CommandLine;
using JointQP.Client.Files;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Client.Reports;
using JointQP.Grains.Interfaces.Studies;
using Spectre.Console;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp study report NAME</c></summary>
internal static class StudyReportCommand
{
    /// <summary>Curves are read bit by bit after the cluster was started; a report waits for so many looks at most.</summary>
    private const int MostLooks = 40;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(600);

    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var name = options.Names(terminal).Study("name");
        var to = new Option<string?>("--to") { HelpName = "file", Description = "Where the page goes. Default: NAME-report.html in the current folder" };
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
            var data = await Read(call, cluster, study, new VerdictRequest(result.GetValue(level), result.GetValue(margin)), cancellationToken);
            var written = Write(path, ReportPage.Of(data.Planned()));
            call.Print(
                written,
                file => new Text($"{file.Path}, {Format.Bytes(file.Bytes)}: open it in a browser"),
                file => CsvTable.Of([file], new Column<WrittenReport>("path", one => one.Path), new("bytes", one => one.Bytes)),
                file => [file.Path]);
            return ExitCode.Ok;
        });
        return report;
    }

    private static async Task<ReportData> Read(Call call, ClusterConnection cluster, string name, VerdictRequest request, CancellationToken cancellationToken)
    {
        var grain = cluster.Study(name);
        var results = await StudyCommand.Existing(cluster, name, grain.GetResults(), cancellationToken);
        var verdict = await StudyCommand.Existing(cluster, name, grain.GetVerdict(request), cancellationToken);
        var standing = await StudyCommand.Existing(cluster, name, grain.GetStanding(withSources: true), cancellationToken);
        var pulse = await StudyCommand.Existing(cluster, name, cluster.Pulse(name).GetPulse(), cancellationToken);
        for (var look = 1; pulse.Unread > 0 && look < MostLooks; look++)
        {
            await Task.Delay(BetweenLooks, call.Terminal.Time, cancellationToken);
            pulse = await StudyCommand.Existing(cluster, name, cluster.Pulse(name).GetPulse(), cancellationToken);
        }

        if (pulse.Unread > 0)
            call.Tell($"learning curves are without {Format.Count(pulse.Unread)} stages that are still to be read; write the report again in a while for all of them");
        return new ReportData
        {
            Results = results,
            Verdict = verdict,
            Request = request,
            Sources = standing.Sources ?? [],
            Curves = pulse.Experiments,
            Version = ProductVersion.Text,
            MadeAt = call.Terminal.Time.GetUtcNow(),
        };
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

    private static WrittenReport Write(string path, string page)
    {
        try
        {
            WholeFile.Write(path, page);
            return new WrittenReport(path, new FileInfo(path).Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConsoleException(ExitCode.BadInput, $"{path} cannot be written: {e.Message}");
        }
    }

    /// <summary>Where the page lies.</summary>
    /// <param name="Path">Whole.</param>
    /// <param name="Bytes">Its size.</param>
    internal sealed record WrittenReport(string Path, long Bytes);
}
