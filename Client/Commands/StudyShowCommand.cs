using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp study show NAME</c></summary>
internal static class StudyShowCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var name = options.Names(terminal).Study("name");
        var show = new Verb("show", "Show how a study stands: its trials, stages and problems",
            """
            Examples:
              jointqp study show demo
              jointqp study show demo -o json
              jointqp study show demo -o csv   a row for each schedule
            """, OutputForms.All) { name };
        show.SetAction(async (result, cancellationToken) =>
        {
            var call = options.Read(result, terminal);
            var study = result.GetRequiredValue(name);
            await using var cluster = await call.Connect(cancellationToken);
            var status = await StudyCommand.Existing(cluster, study, cluster.Study(study).GetStatus(), cancellationToken);
            call.Print(status, s => StudyText.Card(s, terminal.Time.LocalTimeZone), StudyRows.Schedules, s => [s.Name]);
            return ExitCode.Ok;
        });
        return show;
    }
}
