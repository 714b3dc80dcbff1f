using System.CommandLine;
using System.Runtime.InteropServices;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Silo.Hosting;
using JointQP.Silo.Storage.Postgres;

// A terminal that is closed ends the silo in good order, like Ctrl-C.
using var hangUp = new CancellationTokenSource();
using var registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
{
    context.Cancel = true;
    hangUp.Cancel();
});
var command = SiloCommand.Create(
    async (options, cancellationToken) =>
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, hangUp.Token);
        await SiloApplication.Run(options, either.Token);
        return 0;
    },
    async connectionString =>
    {
        await using var database = PostgresDatabase.Of(connectionString);
        var run = await PostgresSchema.Migrate(database);
        Console.WriteLine(run.Count == 0 ? $"{database.Place} has the form of this version already" : $"{database.Place}: {string.Join(", ", run)}");
        return 0;
    });
try
{
    var completed = ProgramSettings.Complete(
        args, [.. Options(command, args)], Environment.GetEnvironmentVariable, ProgramSettings.FileName, "Silo");
    // The host hears the signals itself, and its workers need longer to stop than a command line would wait.
    return await command.Parse(completed).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
}
catch (Exception e) when (e is SetupException or FormatException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}

// Those of the command that is meant: a setting of another must not be put on its line.
static IEnumerable<string> Options(RootCommand root, string[] args) =>
    (root.Subcommands.FirstOrDefault(sub => args.Contains(sub.Name)) ?? (Command)root).Options
        .Where(option => option is not (System.CommandLine.Help.HelpOption or VersionOption)).Select(option => option.Name);
