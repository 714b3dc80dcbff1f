using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp worker restore SLOT</c></summary>
internal static class WorkerRestoreCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var slot = options.Names(terminal).Worker();
        var restore = new Verb("restore", "Give a worker work again that was drained or set aside. Repeating it changes nothing",
            """
            Examples:
              jointqp worker restore local-0

            A worker that loses three leases in a row, without a commit between, is
            set aside: it gets work only while no other can do it, for its machine
            is likely broken. 'jointqp worker show' tells which leases it lost. Mend
            the machine, then restore it; a stage that it trains to its end in the
            meantime restores it too.
            """, OutputForms.All) { slot };
        restore.SetAction(async (result, cancellationToken) =>
        {
            var call = options.Read(result, terminal);
            var name = result.GetRequiredValue(slot);
            await using var cluster = await call.Connect(cancellationToken);
            await WorkerShowCommand.Existing(call, cluster, name, cancellationToken);
            var restored = await cluster.RestoreWorker(name).WaitAsync(cancellationToken);
            await WorkerShowCommand.Show(call, cluster, name, cancellationToken);
            call.Tell(restored ? $"worker {name} gets work again" : $"worker {name} was neither drained nor set aside; nothing was changed");
            return ExitCode.Ok;
        });
        return restore;
    }
}
