using System.CommandLine;
using System.CommandLine.Invocation;
using JointQP.Client.Hosting;

namespace JointQP.Client.Commands;

/// <summary>The console's root: its verbs, and what becomes of errors.</summary>
internal static class JointQPCommand
{
    /// <summary>Runs one command line and answers its exit code (<see cref="ExitCode"/>).</summary>
    public static async Task<int> Run(IReadOnlyList<string> args, Terminal terminal)
    {
        var options = new CommonOptions();
        var result = Create(terminal, options).Parse(args);
        var configuration = new InvocationConfiguration
        {
            Output = terminal.Out.Profile.Out.Writer,
            Error = terminal.Error.Profile.Out.Writer,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        if (result.GetValue(options.NoColor))
            terminal.StopColors();
        if (result.Action is ParseErrorAction || WrongWords.HasStray(result))
            return await WrongWords.Explain(result, configuration, terminal);

        try
        {
            return await result.InvokeAsync(configuration, terminal.Interrupts.Stop);
        }
        catch (Exception e)
        {
            return Explain(e, terminal, result.GetValue(options.Verbose));
        }
    }

    /// <summary>The root command with all verbs.</summary>
    public static RootCommand Create(Terminal terminal, CommonOptions options)
    {
        var root = new RootCommand(
            "Trains a network under every order of pruning and quantization, and tells which order is better and how sure that is. " +
            "Try 'jointqp demo' first.");
        options.AddTo(root);
        root.Add(DemoCommand.Create(terminal, options));
        root.Add(UpCommand.Create(terminal, options));
        root.Add(DownCommand.Create(terminal, options));
        root.Add(StudyCommand.Create(terminal, options));
        root.Add(TrialCommand.Create(terminal, options));
        root.Add(WorkerCommand.Create(terminal, options));
        RemarksHelp.Attach(root);
        return root;
    }

    private static int Explain(Exception e, Terminal terminal, bool verbose)
    {
        var (code, message) = e switch
        {
            OperationCanceledException when terminal.Interrupts.Stop.IsCancellationRequested => (ExitCode.Interrupted, "interrupted"),
            ConsoleException expected => (expected.Code, expected.Message),
            _ when ClusterConnection.IsLoss(e) => (ExitCode.NotRunning, $"the cluster did not answer ({e.Message.TrimEnd('.')}); look at what 'jointqp up' printed, then try again"),
            _ => (ExitCode.Defect, $"unexpected: {e.Message.TrimEnd('.')}; run it again with --verbose for the details"),
        };
        terminal.Tell("jointqp: " + message);
        if (verbose)
            terminal.Tell(e.ToString());
        return code;
    }
}
