using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Workers;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp worker show SLOT</c></summary>
internal static class WorkerShowCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var slot = options.Names(terminal).Worker();
        var show = new Verb("show", "Show one worker: its device and process, the stage it trains and since when, and when it was heard of last",
            """
            Examples:
              jointqp worker show local-0
              jointqp worker show local-0 -o json | jq .beat.lease
            """, OutputForms.All) { slot };
        show.SetAction(async (result, cancellationToken) =>
        {
            var call = options.Read(result, terminal);
            await using var cluster = await call.Connect(cancellationToken);
            await Show(call, cluster, result.GetRequiredValue(slot), cancellationToken);
            return ExitCode.Ok;
        });
        return show;
    }

    /// <summary>Prints a worker that was heard of; throws the error that there is none of this name.</summary>
    public static async Task Show(Call call, ClusterConnection cluster, string name, CancellationToken cancellationToken)
    {
        var (view, time) = (await Existing(call, cluster, name, cancellationToken), call.Terminal.Time);
        call.Print(view, v => WorkerText.Card(v, time.GetUtcNow(), time.LocalTimeZone), v => WorkerRows.Of(v), v => [v.Beat.Slot]);
    }

    /// <summary>A worker that was heard of, or the error that there is none of this name.</summary>
    public static async Task<WorkerView> Existing(Call call, ClusterConnection cluster, string name, CancellationToken cancellationToken)
    {
        var slots = await cluster.Slots().WaitAsync(cancellationToken);
        // Only those that were heard of: to ask a grain for any other name would make one.
        return (slots.Contains(name) ? await cluster.Worker(name).WaitAsync(cancellationToken) : null) ?? throw new ConsoleException(
            ExitCode.BadInput,
            slots.IsEmpty ? WorkerListCommand.NoneYet(call) : $"there is no worker '{name}'; nearest: {string.Join(", ", NearNames.Of(name, slots))} ('jointqp worker list' shows all)");
    }
}
