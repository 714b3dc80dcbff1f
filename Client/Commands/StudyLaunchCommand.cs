using System.CommandLine;
using JointQP.Client.Files;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Spec;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp study launch FILE</c></summary>
internal static class StudyLaunchCommand
{
    private const string NothingLaunched = "nothing was launched";

    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var file = new Argument<string>("file") { Description = "The study as YAML; '-' reads the standard input" };
        var name = new Option<string?>("--name") { HelpName = "name", Description = "A name other than that in the file" };
        var launch = new Verb("launch", "Check a study and hand it to the cluster. Launching the same again changes nothing",
            """
            Examples:
              jointqp study launch examples/demo.yaml
              jointqp study launch examples/demo.yaml --name demo-again
              study=$(jointqp study launch examples/demo.yaml -q)   its name alone
            """, OutputForms.All) { file, name };
        launch.SetAction((result, cancellationToken) =>
            Run(options.Read(result, terminal), SpecFile.Read(result.GetRequiredValue(file), terminal.Input), result.GetValue(name), cancellationToken));
        return launch;
    }

    private static async Task<int> Run(Call call, SpecFile file, string? name, CancellationToken cancellationToken)
    {
        var problems = file.Check(out var spec);
        if (spec is null)
            return SpecFile.Refuse(call, problems, NothingLaunched);

        foreach (var remark in SeedRemarks.Of(spec))
            call.Tell("! " + remark);
        await using var cluster = await call.Connect(cancellationToken);
        var files = new FileIntake(call.Data).TakeIn(file, spec, out var wrong);
        if (!wrong.IsEmpty)
            return SpecFile.Refuse(call, wrong, NothingLaunched);

        var launch = new StudyLaunch(name ?? spec.Name, file.Text) { Files = files };
        var reply = await cluster.Catalog.Launch(launch).WaitAsync(cancellationToken);
        if (reply.Status is not { } status || reply.Outcome is LaunchOutcome.Invalid or LaunchOutcome.NameTaken)
            return SpecFile.Refuse(call, [.. reply.Problems.Select(p => $"{file.Path}: {p}")], NothingLaunched);

        call.Print(reply, _ => StudyText.Card(status, call.Terminal.Time.LocalTimeZone), _ => StudyRows.Of(status), _ => [status.Name]);
        if (reply.Outcome == LaunchOutcome.AlreadyLaunched)
            call.Tell($"study {launch.Name} was launched before with the same spec; nothing was changed");
        if (status.Phase == StudyPhase.Paused)
            call.Tell($"it is paused; go on with 'jointqp study resume {launch.Name}{call.DataArgument}'");
        call.Tell($"follow it with 'jointqp study watch {launch.Name}{call.DataArgument}'");
        return ExitCode.Ok;
    }
}
