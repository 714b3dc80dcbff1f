using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Watching;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp study watch NAME</c></summary>
internal static class StudyWatchCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var name = StudyCommand.Name();
        var watch = new Verb("watch", "Follow a study until it ends: bars on a terminal, lines in a pipe, a JSON value a line with -o json. Ctrl-C ends the watching, not the study",
            """
            Examples:
              jointqp study watch demo
              jointqp study watch demo | tee demo.log
            """) { name };
        watch.SetAction(async (result, cancellationToken) =>
        {
            var call = options.Read(result, terminal);
            var study = result.GetRequiredValue(name);
            await using var source = new ClusterSource(study, terminal.Time, call.Connect);
            try
            {
                var last = await WatchDisplay.Show(call, call.Watcher(source).Frames(cancellationToken), terminal.IsLive);
                if (last is null)
                {
                    await using var cluster = await call.Connect(cancellationToken);
                    throw await StudyCommand.Missing(cluster, study, cancellationToken);
                }

                call.Tell($"see what it found with 'jointqp study results {study}{call.DataArgument}'");
                return StudyResultsCommand.CodeOf(last.Status);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                call.Tell($"the study goes on; come back with 'jointqp study watch {study}{call.DataArgument}'");
                return ExitCode.Interrupted;
            }
        });
        return watch;
    }
}
