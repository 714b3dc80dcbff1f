using System.CommandLine;
using JointQP.Silo.Hosting;

var command = SiloCommand.Create(async (options, cancellationToken) =>
{
    try
    {
        await SiloApplication.Run(options, cancellationToken);
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
