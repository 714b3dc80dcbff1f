using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Client.Watching;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp study logs NAME</c></summary>
internal static class StudyLogsCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var name = options.Names(terminal).Study("name");
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what happens until the study ends, through restarts of the cluster" };
        var since = Spans.Option("--since", $"Only what happened in this last while: {Studies.Words.SpanText.Rule}");
        var tail = Numbers.Option("--tail", 1, StudyLogQuery.MostAtOnce, "Only so many of the newest entries");
        var stage = new Option<string?>("--stage") { HelpName = "id", Description = "Only what happened to this stage, such as t0003.1" };
        var logs = new Verb("logs", "Print what happened to a study: leases granted and lost, stages committed, failed and why. A JSON value a line with -o json",
            """
            Examples:
              jointqp study logs demo
              jointqp study logs demo -f --tail 20
              jointqp study logs demo --since 10m --stage t0003.1
              jointqp study logs demo -o json | jq 'select(.kind == "lost")'

            The newest 20,000 entries of a study's stages are kept, and all of the
            study as a whole.
            """, OutputForms.All) { name, follow, since, tail, stage };
        logs.SetAction(async (result, cancellationToken) =>
        {
            var call = options.Read(result, terminal);
            var study = result.GetRequiredValue(name);
            var from = result.GetValue(since) is { } span ? terminal.Time.GetUtcNow() - span : (DateTimeOffset?)null;
            await using var source = new ClusterSource(study, terminal.Time, call.Connect);
            var follower = new LogFollower(source, terminal.Time);
            try
            {
                if (await Print(call, study, follower.Read(result.GetValue(tail), from, result.GetValue(stage), result.GetValue(follow), cancellationToken)) == 0 && follower.Exists != false)
                    call.Tell("nothing that was asked for is in the log");
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && result.GetValue(follow))
            {
                return ExitCode.Interrupted;
            }

            if (follower.Exists != false)
                return ExitCode.Ok;
            await using var cluster = await call.Connect(cancellationToken);
            throw await StudyCommand.Missing(cluster, study, cancellationToken);
        });
        return logs;
    }

    /// <summary>Prints all, and tells how many entries that were.</summary>
    private static async Task<long> Print(Call call, string study, IAsyncEnumerable<LogBatch> batches)
    {
        var zone = call.Terminal.Time.LocalTimeZone;
        var print = call.Printer<StudyLogEntry>(
            entry => LogText.Line(entry, zone),
            new("sequence", e => e.Sequence),
            new("at", e => e.At),
            new("kind", e => e.Kind),
            new("stage", e => e.Stage),
            new("slot", e => e.Slot),
            new("epoch", e => e.Epoch),
            new("text", e => e.Text));
        var printed = 0L;
        await foreach (var batch in batches)
        {
            printed += batch.Entries.Length;
            if (batch.Lost > 0)
                call.Tell($"{Format.Count(batch.Lost)} entries of study {study} came faster than they were read and are not kept any more");
            foreach (var entry in batch.Entries)
                print(entry);
        }

        return printed;
    }
}
