using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;
using Spectre.Console;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp study delete NAME</c></summary>
internal static class StudyDeleteCommand
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var name = options.Names(terminal).Study("name");
        var force = new Option<bool>("--force") { Description = "Cancel the study first when it runs or is paused" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask; needed where nobody can be asked, as in a pipe" };
        var delete = new Verb("delete", "Delete a study for good: its results, metrics, log and checkpoints. Its name is free then",
            """
            Examples:
              jointqp study delete demo
              jointqp study delete demo --yes           in a script
              jointqp study delete demo --force --yes   though it runs

            Files go when no worker can write there any more: a lease's length after
            the study's end (30 s, unless the study sets limits: lease). Once begun,
            a deletion goes on by itself, also through restarts; the same command
            tells again how far it is, and exits with 2 when the study is gone.
            """, OutputForms.All, Exits.Cluster.And(ExitCode.Failed, "you said no")) { name, force, yes };
        delete.SetAction(async (result, cancellationToken) =>
        {
            var call = options.Read(result, terminal);
            var study = result.GetRequiredValue(name);
            await using var cluster = await call.Connect(cancellationToken);
            return await Run(call, cluster, study, result.GetValue(force), result.GetValue(yes), cancellationToken);
        });
        return delete;
    }

    private static async Task<int> Run(Call call, ClusterConnection cluster, string study, bool force, bool yes, CancellationToken cancellationToken)
    {
        var status = await cluster.Study(study).GetStatus().WaitAsync(cancellationToken);
        if (status is not null && !await MayBegin(call, status, force, yes, cancellationToken))
        {
            call.Tell("nothing was deleted");
            return ExitCode.Failed;
        }

        try
        {
            await Follow(call, study, () => cluster.Catalog.Delete(study, force).WaitAsync(cancellationToken), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            call.Tell($"the deletion goes on by itself; look with 'jointqp study list{call.DataArgument}'");
            return ExitCode.Interrupted;
        }
        catch (UnknownStudyException) when (status is null)
        {
            throw StudyCommand.Unknown(study, await cluster.Catalog.Names().WaitAsync(cancellationToken));
        }
        catch (UnknownStudyException)
        {
            // It was finished between two questions, by itself.
        }

        call.Print(new DeleteReport(study, Deleted: true), _ => new Text($"deleted study {study}"), DeleteReport.Rows, _ => [study]);
        return ExitCode.Ok;
    }

    /// <summary>Refuses what the cluster would refuse, before a person is asked.</summary>
    private static async Task<bool> MayBegin(Call call, StudyStatus status, bool force, bool yes, CancellationToken cancellationToken)
    {
        if (!status.Phase.HasEnded() && !force)
            throw NotEnded(call, status.Name, status.Phase);
        if (yes || status.Phase == StudyPhase.Deleting)
            return true;
        if (call.Terminal.Answer is null)
            throw new ConsoleException(ExitCode.BadInput, $"deleting study {status.Name} cannot be undone, and nobody can be asked here; say --yes");
        var cancelled = status.Phase.HasEnded() ? "" : "it will be cancelled; ";
        var question = $"Delete study {status.Name} ({StudyText.Phase(status.Phase)}, {StudyText.Trials(status.TrialsDone, status.Trials)} trials done) with its results, "
            + $"metrics, log and checkpoints? {cancelled}this cannot be undone [y/N]";
        return (await call.Terminal.Ask(question, cancellationToken))?.Trim().ToLowerInvariant() is "y" or "yes";
    }

    private static async Task Follow(Call call, string study, Func<Task<DeleteReply>> ask, CancellationToken cancellationToken)
    {
        var (told, obstacle) = (false, (string?)null);
        while (true)
        {
            var reply = await ask();
            switch (reply.Outcome)
            {
                case DeleteOutcome.Deleted:
                    return;
                case DeleteOutcome.NotEnded:
                    throw NotEnded(call, study, reply.Phase ?? StudyPhase.Running);
                case DeleteOutcome.Unknown:
                    throw new UnknownStudyException();
            }

            if (reply.NotBefore - call.Terminal.Time.GetUtcNow() is { Ticks: > 0 } left && !told)
            {
                told = true;
                call.Tell($"waiting {Format.Duration(left)} until no worker can write its files any more …");
            }

            if (reply.Obstacle is not null && reply.Obstacle != obstacle)
                call.Tell($"it cannot be deleted yet: {reply.Obstacle}; mend that, it is tried again and again");
            obstacle = reply.Obstacle;
            await Task.Delay(Poll, call.Terminal.Time, cancellationToken);
        }
    }

    private static ConsoleException NotEnded(Call call, string study, StudyPhase phase) => new(
        ExitCode.BadInput,
        $"study {study} is {StudyText.Phase(phase)}; end it with 'jointqp study cancel {study}{call.DataArgument}' first, or say --force");

    /// <param name="Study">The study's name.</param>
    /// <param name="Deleted">Whether nothing of it is left.</param>
    private sealed record DeleteReport(string Study, bool Deleted)
    {
        public static CsvTable Rows(DeleteReport report) => CsvTable.Of([report], new Column<DeleteReport>("study", r => r.Study), new("deleted", r => r.Deleted));
    }

    private sealed class UnknownStudyException : Exception;
}
