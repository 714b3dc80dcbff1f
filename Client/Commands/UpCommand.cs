using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Hosting;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp up</c></summary>
internal static class UpCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var workers = Numbers.Option("--workers", 1, 256, "How many workers train at the same time. Default: one for each processor core");
        var http = Numbers.Option("--http-port", 0, 65535, "Where /metrics and /healthz are. Default: a free port");
        var silo = Numbers.Option("--silo-port", 0, 65535, "Where silos would talk to each other. Default: a free port");
        var gateway = Numbers.Option("--gateway-port", 0, 65535, "Where the console and the workers connect. Default: a free port");
        var up = new Verb("up", "Start JointQP on this machine in the foreground. Studies that are there go on where they were. Ctrl-C stops it",
            """
            Examples:
              jointqp up
              jointqp up --data ~/studies --workers 4
              jointqp up --http-port 9464     metrics on a port that Prometheus knows
            """, OutputForms.All, Exits.Local.And(ExitCode.NotRunning, "one runs there already, or it ended on its own")) { workers, http, silo, gateway };
        up.SetAction(async (result, _) =>
        {
            var call = options.Read(result, terminal);
            var settings = new SiloSettings(
                call.Data,
                result.GetValue(workers) ?? Environment.ProcessorCount,
                result.GetValue(http) ?? 0,
                result.GetValue(silo) ?? 0,
                result.GetValue(gateway) ?? 0);
            return await Run(call, settings);
        });
        return up;
    }

    private static async Task<int> Run(Call call, SiloSettings settings)
    {
        var interrupts = call.Terminal.Interrupts;
        call.RefuseWhenRunning();
        var program = SiloProgram.Find(AppContext.BaseDirectory, call.Terminal.Environment);
        call.Tell($"starting JointQP on {call.Data.Path} with {settings.Workers} {(settings.Workers == 1 ? "worker" : "workers")} …");
        var log = new HeldLines(call.Tell);
        await using var silo = SiloProcess.Start(program, settings, call.Terminal, log.Write);
        var endpoint = await Ready(silo, log, interrupts.Stop);
        call.Print(UpReport.Of(endpoint, call.Data, settings.Workers), report => report.Table(call.DataArgument), UpReport.Rows);
        log.Release();
        try
        {
            var code = await silo.WaitForExit(interrupts.Stop);
            if (code == ExitCode.Ok)
                call.Tell("JointQP was stopped");
            else
                call.TellError($"jointqp: the silo ended on its own with exit code {code}; nothing that was stored is lost: start it again with 'jointqp up{call.DataArgument}'");
            return code;
        }
        catch (OperationCanceledException)
        {
            call.Tell("stopping; once more Ctrl-C ends it at once …");
            return await silo.Stop();
        }
    }

    private static async Task<SiloEndpoint> Ready(SiloProcess silo, HeldLines log, CancellationToken cancellationToken)
    {
        try
        {
            return await silo.WaitUntilReady(cancellationToken);
        }
        catch (ConsoleException e) when (e.Code != ExitCode.BadInput)
        {
            // For bad input the error is what the silo said itself: once is enough.
            log.Release();
            throw;
        }
    }
}
