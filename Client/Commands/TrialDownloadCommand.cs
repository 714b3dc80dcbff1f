using System.CommandLine;
using JointQP.Client.Files;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using Spectre.Console;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp trial download STUDY TRIAL</c></summary>
internal static class TrialDownloadCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var study = options.Names(terminal).Study("study");
        var trial = options.Names(terminal).Trial(study);
        var to = new Option<string?>("--to") { HelpName = "folder", Description = "Where the files go. Default: STUDY-trial-INDEX in the current folder" };
        var force = new Option<bool>("--force") { Description = "Replace files of the same names" };
        var download = new Verb("download", "Fetch the network that a trial ended with: its checkpoint, its export and what the export holds of each layer",
            """
            Examples:
              jointqp trial download demo 12
              jointqp trial download demo 12 --to ~/networks --force
              jointqp trial download demo 12 -o json | jq .layers

            The checkpoint and the tensors of the export are safetensors files; the
            export's JSON file tells how to read integers and masks. Each file is
            checked against its recorded SHA-256 and appears whole or not at all.
            """, OutputForms.All, Exits.Cluster.And(ExitCode.Failed, "the trial is not done, or a file of it is missing or damaged")) { study, trial, to, force };
        download.SetAction(async (result, cancellationToken) =>
        {
            var call = options.Read(result, terminal);
            var name = result.GetRequiredValue(study);
            await using var cluster = await call.Connect(cancellationToken);
            var standing = await TrialCommand.Existing(cluster, name, result.GetRequiredValue(trial), cancellationToken);
            var files = TrialDownload.Of(name, standing);
            var folder = Path.GetFullPath(result.GetValue(to) ?? $"{name}-trial-{Format.Plain(standing.Row.Index)}");
            var (copied, sites) = await WithProgress(call, files, progress => files.Run(folder, result.GetValue(force), progress, cancellationToken));
            var report = new DownloadReport(name, standing.Row.Index, TrialName.Of(standing.Row), folder, copied, sites);
            call.Print(report, DownloadReport.Table, DownloadReport.Rows, r => r.Files.Select(file => file.Path));
            if (sites.IsEmpty)
                call.Tell("no export lies beside this checkpoint: it is of an earlier version");
            return ExitCode.Ok;
        });
        return download;
    }

    /// <summary>A bar where a person looks on; it is gone when all is done.</summary>
    private static Task<T> WithProgress<T>(Call call, TrialDownload files, Func<Action<long>?, Task<T>> run)
    {
        var error = call.Terminal.Error;
        if (call.Quiet || !error.Profile.Out.IsTerminal)
            return run(null);
        var all = files.Files().Select(file => new FileInfo(file)).Sum(file => file.Exists ? file.Length : 0);
        return error.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new TransferSpeedColumn())
            .StartAsync(context =>
            {
                var task = context.AddTask("downloading", maxValue: Math.Max(1, all));
                return run(bytes => task.Increment(bytes));
            });
    }
}
