using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp study list</c></summary>
internal static class StudyListCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var list = new Verb("list", "List all studies in the order of their launch",
            """
            Examples:
              jointqp study list
              jointqp study list -o json
              jointqp study list -q   only the names, one a line
            """, OutputForms.All);
        list.SetAction(async (result, cancellationToken) =>
        {
            var call = options.Read(result, terminal);
            await using var cluster = await call.Connect(cancellationToken);
            var studies = await cluster.Studies().WaitAsync(cancellationToken);
            if (call.IsForPrograms || !studies.IsEmpty)
                call.Print(studies, all => StudyText.List(all, terminal.Time.LocalTimeZone), all => StudyRows.Of(all), all => all.Select(s => s.Name));
            if (studies.IsEmpty)
                call.Tell("no study was launched yet; launch one with 'jointqp study launch FILE'");
            return ExitCode.Ok;
        });
        return list;
    }
}
