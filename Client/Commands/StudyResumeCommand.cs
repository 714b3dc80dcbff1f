using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp study resume NAME</c></summary>
internal static class StudyResumeCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var name = options.Names(terminal).Study("name");
        var resume = new Verb("resume", "Go on with a paused study, exactly where it was. Repeating it changes nothing",
            """
            Examples:
              jointqp study resume demo
              jointqp study resume demo && jointqp study watch demo
            """, OutputForms.All, Exits.Cluster.And(ExitCode.Failed, "the study has ended")) { name };
        resume.SetAction(async (result, cancellationToken) =>
        {
            var call = options.Read(result, terminal);
            var study = result.GetRequiredValue(name);
            await using var cluster = await call.Connect(cancellationToken);
            var status = await StudyCommand.Existing(cluster, study, cluster.Study(study).Resume(), cancellationToken);
            call.Print(status, s => StudyText.Card(s, terminal.Time.LocalTimeZone), s => StudyRows.Of(s), s => [s.Name]);
            if (status.Phase == StudyPhase.Running)
                return ExitCode.Ok;
            call.Tell($"study {study} is {StudyText.Phase(status.Phase)}: there is nothing to resume");
            return ExitCode.Failed;
        });
        return resume;
    }
}
