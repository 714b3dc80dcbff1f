using System.CommandLine;
using System.CommandLine.Invocation;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;

namespace JointQP.Client.Commands;

/// <summary>The console's root: its verbs, and what becomes of errors.</summary>
internal static class JointQPCommand
{
    /// <summary>Runs one command line and answers its exit code (<see cref="ExitCode"/>).</summary>
    public static async Task<int> Run(IReadOnlyList<string> args, Terminal terminal)
    {
        var settings = terminal.Settings;
        try
        {
            settings = ConsoleSettings.Load(terminal.Environment);
        }
        catch (ConsoleException) when (MayIgnoreSettings(args))
        {
            // Words are explained and completed whatever the file holds.
        }
        catch (ConsoleException e)
        {
            return Explain(e, terminal, verbose: false);
        }

        terminal = terminal.With(settings);
        var options = new CommonOptions(settings.Values.TryGetValue(ConsoleSettings.Output, out var form) ? CommonOptions.FormOf(form) : OutputForms.Table);
        var result = Create(terminal, options).Parse(args);
        var configuration = new InvocationConfiguration
        {
            Output = terminal.Out.Profile.Out.Writer,
            Error = terminal.Error.Profile.Out.Writer,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        if (result.GetValue(options.NoColor) || (settings.Values.GetValueOrDefault(ConsoleSettings.Color) == "never" && !Colors.AreForced(terminal.Environment)))
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
        root.Add(ConfigCommand.Create(terminal, options));
        root.Add(DbCommand.Create(terminal, options));
        root.Add(CompletionCommand.Create(terminal));
        RemarksHelp.Attach(root, Math.Min(terminal.Out.Profile.Width, RemarksHelp.MostColumns));
        return root;
    }

    private static bool MayIgnoreSettings(IReadOnlyList<string> args) =>
        args.Any(arg => arg is "--help" or "-h" or "-?" or "--version" || arg.StartsWith("[suggest", StringComparison.Ordinal));

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
