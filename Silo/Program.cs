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
return await command.Parse(args).InvokeAsync();
