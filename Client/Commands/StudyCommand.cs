using System.CommandLine;
using JointQP.Client.Hosting;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp study …</c></summary>
internal static class StudyCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var study = new Verb("study", "Launch studies, follow them, read what they found",
            """
            Examples:
              jointqp study launch examples/quick.yaml
              jointqp study watch quick
              jointqp study results quick
            """);
        study.Add(StudyPlanCommand.Create(terminal, options));
        study.Add(StudyLaunchCommand.Create(terminal, options));
        study.Add(StudyExtendCommand.Create(terminal, options));
        study.Add(StudyListCommand.Create(terminal, options));
        study.Add(StudyShowCommand.Create(terminal, options));
        study.Add(StudyWatchCommand.Create(terminal, options));
        study.Add(StudyWaitCommand.Create(terminal, options));
        study.Add(StudyLogsCommand.Create(terminal, options));
        study.Add(StudyPauseCommand.Create(terminal, options));
        study.Add(StudyResumeCommand.Create(terminal, options));
        study.Add(StudyRetryCommand.Create(terminal, options));
        study.Add(StudyCancelCommand.Create(terminal, options));
        study.Add(StudyDeleteCommand.Create(terminal, options));
        study.Add(StudyResultsCommand.Create(terminal, options));
        study.Add(StudyAnalyzeCommand.Create(terminal, options));
        study.Add(StudyCompareCommand.Create(terminal, options));
        study.Add(StudyReportCommand.Create(terminal, options));
        study.Add(StudyExportCommand.Create(terminal, options));
        return study;
    }

    /// <summary>The answer about a study, or the error that it does not exist.</summary>
    public static async Task<T> Existing<T>(ClusterConnection cluster, string name, Task<T?> answer, CancellationToken cancellationToken)
        where T : class
    {
        if (await answer.WaitAsync(cancellationToken) is { } there)
            return there;
        throw await Missing(cluster, name, cancellationToken);
    }

    /// <summary>The error that the cluster tells nothing of a study.</summary>
    public static async Task<ConsoleException> Missing(ClusterConnection cluster, string name, CancellationToken cancellationToken)
    {
        var names = await cluster.Catalog.Names().WaitAsync(cancellationToken);
        return names.Contains(name)
            ? new ConsoleException(ExitCode.BadInput, $"study {name} is being deleted; nothing can be read of it any more")
            : Unknown(name, names);
    }

    /// <summary>The error that a study does not exist, with the names that may have been meant.</summary>
    public static ConsoleException Unknown(string name, IReadOnlyCollection<string> names) => new(
        ExitCode.BadInput,
        $"there is no study '{name}'; " + (names.Count == 0
            ? "none was launched yet: launch one with 'jointqp study launch FILE'"
            : $"nearest: {string.Join(", ", NearNames.Of(name, names))} ('jointqp study list' shows all)"));
}
