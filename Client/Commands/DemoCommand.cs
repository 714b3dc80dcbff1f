using System.CommandLine;
using JointQP.Client.Demo;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Client.Reports;
using JointQP.Client.Watching;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp demo</c></summary>
internal static class DemoCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var seeds = Numbers.Option("--seeds", 1, 1000, "How many seeds each schedule is trained with. Default: as in examples/demo.yaml");
        var samples = Numbers.Option("--samples", 1, 1_000_000, "How many images each trial trains on. Default: as in examples/demo.yaml");
        var workers = Numbers.Option("--workers", 1, 256, "How many workers train at the same time. Default: 2");
        var keep = new Option<bool>("--keep") { Description = "Keep the cluster running after the results until Ctrl-C, to look around in it" };
        var demo = new Verb("demo", "Run a small real study from beginning to end: start a cluster, train, print what was found, stop",
            """
            Examples:
              jointqp demo
              jointqp demo --seeds 2 --samples 1024   a quick look, not a conclusion
              jointqp demo --keep                     then look at its /metrics
            """, OutputForms.All, Exits.Cluster.And(ExitCode.Failed, "the study was cancelled or has failed trials").And(ExitCode.NotRunning, "one runs there already, or it ended on its own")) { seeds, samples, workers, keep };
        demo.SetAction(async (result, cancellationToken) =>
        {
            var data = DataDirectory.ResolveDemo(result.GetValue(options.Data), terminal.Environment);
            var call = options.Read(result, terminal, data);
            var spec = DemoSpec.Of(result.GetValue(seeds), result.GetValue(samples));
            try
            {
                return await Run(call, spec, result.GetValue(workers) ?? 2, result.GetValue(keep), cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                call.Tell($"stopped; nothing is lost: run 'jointqp demo{spec.Options}{DataArgument(call)}' again and it goes on where it was");
                return ExitCode.Interrupted;
            }
        });
        return demo;
    }

    private static async Task<int> Run(Call call, DemoSpec spec, int workers, bool keep, CancellationToken cancellationToken)
    {
        call.RefuseWhenRunning();
        var program = SiloProgram.Find(AppContext.BaseDirectory, call.Terminal.Environment);
        foreach (var line in DemoText.Before(spec, workers, Environment.ProcessorCount, call.Data.Path))
            call.Tell(line);

        await using var log = SiloLog.Create(call.Data);
        await using var silo = SiloProcess.Start(program, new SiloSettings(call.Data, workers, 0, 0, 0), call.Terminal, log.Write);
        var endpoint = await silo.WaitUntilReady(cancellationToken);
        using var silent = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silo.Ended);
        try
        {
            var code = await Study(call, spec, silent.Token);
            if (keep)
            {
                call.Tell($"the cluster keeps running until Ctrl-C: metrics at {UpReport.Of(endpoint, call.Data, workers).Metrics}");
                await Task.Delay(Timeout.InfiniteTimeSpan, call.Terminal.Time, silent.Token);
            }

            return code;
        }
        catch (OperationCanceledException) when (silo.Ended.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ConsoleException(ExitCode.NotRunning, $"the silo ended on its own; see {log.Path}, then run the demo again: it goes on where it was");
        }
    }

    /// <summary>What a demo needs on its command line to mean this data directory: its default is another than that of other commands.</summary>
    private static string DataArgument(Call call) =>
        call.Data == DataDirectory.ResolveDemo(null, call.Terminal.Environment) ? "" : call.DataArgument;

    private static string? Alias(Call call) => ShellName.Alias(AppContext.BaseDirectory, call.Terminal.Environment);

    private static async Task<int> Study(Call call, DemoSpec spec, CancellationToken cancellationToken)
    {
        await using var cluster = await call.Connect(cancellationToken);
        var study = await DemoStudy.Launch(
            spec.Text,
            name => cluster.Study(name).GetStatus().WaitAsync(cancellationToken),
            launch => cluster.Catalog.Launch(launch).WaitAsync(cancellationToken));
        call.Tell(study.Resumed ? $"going on with study {study.Name}, which was interrupted" : $"study {study.Name} is launched");
        var others = await cluster.Studies().WaitAsync(cancellationToken);
        foreach (var other in others.Where(o => o.Phase == StudyPhase.Running && o.Name != study.Name))
            call.Tell($"study {other.Name}, interrupted before, goes on beside it, so both take longer; end it with 'jointqp study cancel {other.Name}{call.DataArgument}' in another terminal");

        await using var source = new ClusterSource(study.Name, call.Terminal.Time, call.Connect);
        var frames = call.Watcher(source).Frames(cancellationToken);
        var last = await (call.IsForPrograms || call.Quiet ? WatchDisplay.Tell(call, frames) : WatchDisplay.Show(call, frames, call.Terminal.IsLive, "Ctrl-C stops the demo; run again, it goes on where it was"));
        var found = await StudyCommand.Existing(cluster, study.Name, cluster.Study(study.Name).GetResults(), cancellationToken);
        call.Print(found, ResultsText.Of, ResultsRows.Of);
        var verdict = await StudyCommand.Existing(cluster, study.Name, cluster.Study(study.Name).GetVerdict(new VerdictRequest()), cancellationToken);
        foreach (var line in DemoText.Verdict(verdict))
            call.Tell(line);
        foreach (var same in await DemoStudy.SameAs(study.Name, found.ResultHash, name => cluster.Study(name).GetResults().WaitAsync(cancellationToken)))
            call.Tell($"the result hash is that of study {same}: all weights and metrics are the same, bit for bit");
        var report = await Report(call, cluster, study.Name, cancellationToken);
        foreach (var line in DemoText.After(last?.Status ?? found.Status, call.Data.Path, call.DataArgument, spec.Options + DataArgument(call), Alias(call), report))
            call.Tell(line);
        return StudyResultsCommand.CodeOf(found.Status);
    }

    /// <summary>Writes the page beside the data, in place of an earlier demo's, and answers where; null when it cannot be written. The demo has done its work without it.</summary>
    private static async Task<string?> Report(Call call, ClusterConnection cluster, string study, CancellationToken cancellationToken)
    {
        try
        {
            var data = await ReportReader.Read(StudyReportCommand.SourceOf(cluster, study, cancellationToken), new VerdictRequest(), call.Terminal.Time, call.Tell, cancellationToken);
            return WrittenReport.Write(Path.Combine(call.Data.Path, "report.html"), data).Path;
        }
        catch (Exception e) when (e is ConsoleException || ClusterConnection.IsLoss(e))
        {
            call.Tell($"no report was written: {e.Message}");
            return null;
        }
    }
}
