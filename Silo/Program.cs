using System.CommandLine;
using System.Runtime.InteropServices;
using JointQP.Silo.Hosting;

// A terminal that is closed ends the silo in good order, like Ctrl-C.
using var hangUp = new CancellationTokenSource();
using var registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
{
    context.Cancel = true;
    hangUp.Cancel();
});
var command = SiloCommand.Create(async (options, cancellationToken) =>
{
    try
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, hangUp.Token);
        await SiloApplication.Run(options, either.Token);
        return 0;
    }
    catch (SetupException e)
    {
        await Console.Error.WriteLineAsync(e.Message);
        return 2;
    }
});
// The host hears the signals itself, and its workers need longer to stop than a command line would wait.
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
