using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp study retry NAME</c></summary>
internal static class StudyRetryCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var name = options.Names(terminal).Study("name");
        var retry = new Verb("retry", "Try again what failed or was poisoned; all that is trained stays. Repeating it while that is tried changes nothing",
            """
            Examples:
              jointqp study retry demo
              jointqp study retry demo && jointqp study wait demo

            Stages that failed or were poisoned may fail and be lost as often as at
            first, and go on from their last checkpoints; so does what could not be
            reached below them. A study that had completed runs again, one that is
            paused stays so. Mend the cause before: training that diverged, for one,
            diverges again. Schedules that a stopper has ended stay stopped.
            """, OutputForms.All, Exits.Cluster.And(ExitCode.Failed, "the study was cancelled")) { name };
        retry.SetAction(async (result, cancellationToken) =>
        {
            var call = options.Read(result, terminal);
            var study = result.GetRequiredValue(name);
            await using var cluster = await call.Connect(cancellationToken);
            var reply = await cluster.Catalog.Retry(study).WaitAsync(cancellationToken);
            if (reply.Status is not { } status)
                throw await StudyCommand.Missing(cluster, study, cancellationToken);
            call.Print(status, s => StudyText.Card(s, terminal.Time.LocalTimeZone), s => StudyRows.Of(s), s => [s.Name]);
            foreach (var line in Lines(reply, status, call.DataArgument))
                call.Tell(line);
            return reply.Outcome == RetryOutcome.Cancelled ? ExitCode.Failed : ExitCode.Ok;
        });
        return retry;
    }

    /// <summary>What came of it, for people.</summary>
    public static IEnumerable<string> Lines(RetryReply reply, StudyStatus status, string dataArgument) => reply.Outcome switch
    {
        RetryOutcome.Cancelled =>
            [$"study {status.Name} was cancelled, and trains nothing more; launch its spec under another name with 'jointqp study launch FILE --name NAME{dataArgument}'"],
        RetryOutcome.NothingToRetry => [$"study {status.Name} has nothing to retry: no stage of it has failed or is poisoned; nothing was changed"],
        _ when status.Phase == StudyPhase.Paused =>
            [Tried(reply), $"the study is paused; go on with 'jointqp study resume {status.Name}{dataArgument}'"],
        _ => [Tried(reply), $"follow it with 'jointqp study watch {status.Name}{dataArgument}'"],
    };

    private static string Tried(RetryReply reply) => reply.Stages == 1 ? "1 stage is tried again" : $"{Format.Count(reply.Stages)} stages are tried again";
}
