using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp trial …</c></summary>
internal static class TrialCommand
{
    public static Command Create(Terminal terminal, CommonOptions options) => new("trial", "Look at the trials of a study, fetch their networks")
    {
        TrialListCommand.Create(terminal, options),
        TrialShowCommand.Create(terminal, options),
        TrialLogsCommand.Create(terminal, options),
        TrialDownloadCommand.Create(terminal, options),
    };

    /// <summary>The name of the study that a trial belongs to.</summary>
    public static Argument<string> Study() => new("study") { Description = "The study's name: see 'jointqp study list'" };

    /// <summary>The name of a trial that should be there.</summary>
    public static Argument<string> Trial() => new("trial") { Description = $"The trial: {TrialName.Rule}; see 'jointqp trial list'" };

    /// <summary>The trial of this name, or the error that there is none.</summary>
    public static async Task<TrialStanding> Existing(ClusterConnection cluster, string study, string trial, CancellationToken cancellationToken)
    {
        var trials = await StudyCommand.Existing(cluster, study, cluster.Study(study).GetTrials(), cancellationToken);
        var row = TrialName.Find(trial, trials.Trials) ?? throw TrialName.Unknown(trial, trials);
        return await StudyCommand.Existing(cluster, study, cluster.Study(study).GetTrial(row.Index), cancellationToken);
    }
}
