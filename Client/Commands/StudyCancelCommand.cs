using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp study cancel NAME</c></summary>
internal static class StudyCancelCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var name = options.Names(terminal).Study("name");
        var cancel = new Verb("cancel", "End a study for good; what its trials found so far stays. Repeating it changes nothing",
            """
            Examples:
              jointqp study cancel demo
            """, OutputForms.All) { name };
        cancel.SetAction(async (result, cancellationToken) =>
        {
            var call = options.Read(result, terminal);
            var study = result.GetRequiredValue(name);
            await using var cluster = await call.Connect(cancellationToken);
            var status = await StudyCommand.Existing(cluster, study, cluster.Study(study).Cancel(), cancellationToken);
            call.Print(status, s => StudyText.Card(s, terminal.Time.LocalTimeZone), s => StudyRows.Of(s), s => [s.Name]);
            if (status.Phase == StudyPhase.Completed)
                call.Tell($"study {study} had completed before; nothing was changed");
            return ExitCode.Ok;
        });
        return cancel;
    }
}
