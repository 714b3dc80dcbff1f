using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp worker drain SLOT</c></summary>
internal static class WorkerDrainCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var slot = options.Names(terminal).Worker();
        var drain = new Verb("drain", "Have a worker leave a checkpoint, give its stage back and end, such as before its machine is mended. Repeating it changes nothing",
            """
            Examples:
              jointqp worker drain local-0
              jointqp worker drain local-0 && jointqp worker restore local-0

            The stage goes on elsewhere from the checkpoint; nothing counts as lost.
            Whatever is started in the worker's slot meanwhile gets no work until
            'jointqp worker restore'.
            """, OutputForms.All) { slot };
        drain.SetAction(async (result, cancellationToken) =>
        {
            var call = options.Read(result, terminal);
            var name = result.GetRequiredValue(slot);
            await using var cluster = await call.Connect(cancellationToken);
            await WorkerShowCommand.Existing(call, cluster, name, cancellationToken);
            await cluster.DrainWorker(name).WaitAsync(cancellationToken);
            await WorkerShowCommand.Show(call, cluster, name, cancellationToken);
            call.Tell($"worker {name} gives its stage back and ends within seconds; it gets work again after 'jointqp worker restore {name}{call.DataArgument}'");
            return ExitCode.Ok;
        });
        return drain;
    }
}
