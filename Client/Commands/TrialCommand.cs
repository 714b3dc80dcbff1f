using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp trial …</c></summary>
internal static class TrialCommand
{
    public static Command Create(Terminal terminal, CommonOptions options) => new Verb("trial", "Look at the trials of a study, fetch their networks",
        """
        Examples:
          jointqp trial list demo
          jointqp trial show demo 12
          jointqp trial download demo 12
        """)
    {
        TrialListCommand.Create(terminal, options),
        TrialShowCommand.Create(terminal, options),
        TrialLogsCommand.Create(terminal, options),
        TrialDownloadCommand.Create(terminal, options),
    };

    /// <summary>The trial of this name, or the error that there is none.</summary>
    public static async Task<TrialStanding> Existing(ClusterConnection cluster, string study, string trial, CancellationToken cancellationToken)
    {
        var trials = await StudyCommand.Existing(cluster, study, cluster.Study(study).GetTrials(), cancellationToken);
        var row = TrialName.Find(trial, trials.Trials) ?? throw TrialName.Unknown(trial, trials);
        return await StudyCommand.Existing(cluster, study, cluster.Study(study).GetTrial(row.Index), cancellationToken);
    }
}
