using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using Spectre.Console;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp down</c></summary>
internal static class DownCommand
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var down = new Verb("down", "Stop the JointQP that runs on the data directory. Nothing is lost: 'jointqp up' goes on",
            """
            Examples:
              jointqp down
              jointqp down --data ~/studies
            """, OutputForms.All, Exits.Local.And(ExitCode.NotRunning, "it has not ended in time, or runs on another machine"));
        down.SetAction(async (result, cancellationToken) => await Run(options.Read(result, terminal), cancellationToken));
        return down;
    }

    private static async Task<int> Run(Call call, CancellationToken cancellationToken)
    {
        var endpoint = LocalSilo.Find(call.Data);
        if (endpoint is null)
        {
            call.Print(new DownReport(null), _ => new Text($"no JointQP is running on {call.Data.Path}"), DownReport.Rows);
            return ExitCode.Ok;
        }

        var pid = endpoint.ProcessId;
        if (endpoint.Host != Environment.MachineName)
            throw new ConsoleException(ExitCode.NotRunning, $"the JointQP on {call.Data.Path} runs on {endpoint.Host}; stop it there");
        if (!Signals.Ask(pid) && LocalSilo.IsAlive(endpoint))
            throw new ConsoleException(ExitCode.BadInput, $"process {pid} holds {call.Data.Path} and belongs to another user; that user must stop it");

        var started = call.Terminal.Time.GetTimestamp();
        while (LocalSilo.IsAlive(endpoint))
        {
            if (call.Terminal.Time.GetElapsedTime(started) > Within)
                throw new ConsoleException(ExitCode.NotRunning, $"process {pid} has not ended after {Within.TotalSeconds} s; end it with 'kill -9 {pid}': nothing that was stored is lost");
            await Task.Delay(Poll, call.Terminal.Time, cancellationToken);
        }

        call.Print(new DownReport(pid), _ => new Text($"stopped JointQP on {call.Data.Path} (process {pid})"), DownReport.Rows);
        return ExitCode.Ok;
    }

    /// <param name="StoppedProcess">The process that was stopped; null when none ran.</param>
    private sealed record DownReport(int? StoppedProcess)
    {
        public static CsvTable Rows(DownReport report) => CsvTable.Of([report], new Column<DownReport>("stoppedProcess", r => r.StoppedProcess));
    }
}
