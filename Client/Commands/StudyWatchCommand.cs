using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Client.Watching;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp study watch NAME</c></summary>
internal static class StudyWatchCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var name = options.Names(terminal).Study("name");
        var once = new Option<bool>("--once") { Description = "Print the picture of this moment and end" };
        var watch = new Verb("watch", "Follow a study until it ends: a picture on a terminal, lines in a pipe, a JSON value a line with -o json. Ctrl-C ends the watching, not the study",
            """
            Examples:
              jointqp study watch demo
              jointqp study watch demo --once          the picture of this moment
              jointqp study watch demo | tee demo.log

            The picture:
              A curve is the mean of a schedule's trials so far, its width the training.
              A letter in it stands where an operator starts: P prunes and Q quantizes
              weights, p and q features. The time left has a range: how much the pace of
              the last two minutes differs, and how well the work may spread.
            """, OutputForms.All, Exits.Cluster.And(ExitCode.Failed, "the study was cancelled or deleted, or has failed trials")) { name, once };
        watch.SetAction(async (result, cancellationToken) =>
        {
            var call = options.Read(result, terminal);
            var study = result.GetRequiredValue(name);
            await using var source = new ClusterSource(study, terminal.Time, call.Connect);
            try
            {
                var frames = call.Watcher(source).Frames(cancellationToken);
                var last = await (result.GetValue(once) ? WatchDisplay.Once(call, frames) : WatchDisplay.Show(call, frames, terminal.IsLive));
                if (last is null)
                {
                    await using var cluster = await call.Connect(cancellationToken);
                    throw await StudyCommand.Missing(cluster, study, cancellationToken);
                }

                if (!last.IsLast && !result.GetValue(once))
                    throw new ConsoleException(ExitCode.Failed, $"study {study} is gone: it was deleted while it was watched");
                if (!last.IsLast)
                    return StudyResultsCommand.CodeOf(last.Status);
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
