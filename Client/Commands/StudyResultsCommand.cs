using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp study results NAME</c></summary>
internal static class StudyResultsCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var name = options.Names(terminal).Study("name");
        var results = new Verb("results", "Print what a study found, also while it runs: each schedule's metric and bytes, and the difference between the orders",
            """
            Examples:
              jointqp study results demo
              jointqp study results demo -o json > results.json   with each trial
              jointqp study results demo -o csv > trials.csv      a row for each trial
            """, OutputForms.All, Exits.Cluster.And(ExitCode.Failed, "the study was cancelled or has failed trials")) { name };
        results.SetAction(async (result, cancellationToken) =>
        {
            var call = options.Read(result, terminal);
            var study = result.GetRequiredValue(name);
            await using var cluster = await call.Connect(cancellationToken);
            var found = await StudyCommand.Existing(cluster, study, cluster.Study(study).GetResults(), cancellationToken);
            call.Print(found, ResultsText.Of, ResultsRows.Of);
            return CodeOf(found.Status);
        });
        return results;
    }

    /// <summary>Whether the study went wrong, for the shell.</summary>
    public static int CodeOf(StudyStatus status) =>
        status.Phase is StudyPhase.Cancelled or StudyPhase.Deleting || status.TrialsFailed > 0 ? ExitCode.Failed : ExitCode.Ok;
}
