using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp trial show STUDY TRIAL</c></summary>
internal static class TrialShowCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var study = options.Names(terminal).Study("study");
        var trial = options.Names(terminal).Trial(study);
        var show = new Verb("show", "Show one trial: its schedule, the stages of its path and their attempts, why it failed, its final metrics and its audit",
            """
            Examples:
              jointqp trial show demo 12
              jointqp trial show demo 'fashion/P0.5(w,f) -> Q8(w,f)/2'
              jointqp trial show demo 12 -o json | jq .final
              jointqp trial show demo 12 -o csv   a row for each stage of its path
            """, OutputForms.All) { study, trial };
        show.SetAction(async (result, cancellationToken) =>
        {
            var call = options.Read(result, terminal);
            var name = result.GetRequiredValue(study);
            await using var cluster = await call.Connect(cancellationToken);
            var standing = await TrialCommand.Existing(cluster, name, result.GetRequiredValue(trial), cancellationToken);
            var results = await StudyCommand.Existing(cluster, name, cluster.Study(name).GetResults(), cancellationToken);
            var found = results.Experiments.SelectMany(experiment => experiment.Trials).First(t => t.Index == standing.Row.Index);
            var report = TrialReport.Of(name, standing, found, await cluster.Workers().WaitAsync(cancellationToken));
            call.Print(report, TrialText.Card, TrialReport.Rows, t => [t.Name]);
            if (call.Cluster is null && report.State != TrialState.Done && report.Path.Any(stage => stage.Losses > 0))
                call.Tell($"what the workers that lost its stages wrote is in {Path.Combine(call.Data.Path, "logs")}");
            return ExitCode.Ok;
        });
        return show;
    }
}
