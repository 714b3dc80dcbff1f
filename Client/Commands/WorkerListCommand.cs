using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp worker list</c></summary>
internal static class WorkerListCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var list = new Verb("list", "List the workers and what they do",
            """
            Examples:
              jointqp worker list
              jointqp worker list -o json
              jointqp worker list -q   only their slots, one a line
            """, OutputForms.All);
        list.SetAction(async (result, cancellationToken) =>
        {
            var call = options.Read(result, terminal);
            await using var cluster = await call.Connect(cancellationToken);
            var workers = await cluster.Workers().WaitAsync(cancellationToken);
            if (call.IsForPrograms || !workers.IsEmpty)
                call.Print(workers, all => WorkerText.List(all, terminal.Time.GetUtcNow()), all => WorkerRows.Of(all), all => all.Select(w => w.Beat.Slot));
            if (workers.IsEmpty)
                call.Tell(NoneYet(call));
            return ExitCode.Ok;
        });
        return list;
    }

    /// <summary>Where to look when there is no worker.</summary>
    public static string NoneYet(Call call) =>
        $"no worker has been heard of yet; they start some seconds after 'jointqp up'; their logs are in {Path.Combine(call.Data.Path, "logs")}";
}
