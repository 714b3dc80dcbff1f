using System.CommandLine;
using JointQP.Client.Files;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;
using Spectre.Console;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp study extend FILE</c></summary>
internal static class StudyExtendCommand
{
    private const string NothingAdded = "nothing was added";

    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var file = new Argument<string>("file") { Description = "A spec with more seeds, schedules or experiments; what the study has already may stand in it or not; '-' reads the standard input" };
        var name = new Option<string?>("--name") { HelpName = "name", Description = "The study's name, if other than that in the file" };
        var extend = new Verb("extend", "Add seeds, schedules or experiments to a study; only what is new is trained. Repeating it changes nothing",
            """
            Examples:
              jointqp study extend more-seeds.yaml
              sed 's/^seeds:.*/seeds: 20/' examples/demo.yaml | jointqp study extend -
            """, OutputForms.All) { file, name };
        extend.SetAction((result, cancellationToken) =>
            Run(options.Read(result, terminal), SpecFile.Read(result.GetRequiredValue(file), terminal.Input), result.GetValue(name), cancellationToken));
        return extend;
    }

    private static CsvTable Rows(string study, ExtendReply reply) => CsvTable.Of(
        [reply],
        new Column<ExtendReply>("study", _ => study),
        new("outcome", r => r.Outcome),
        new("trials", r => r.Trials),
        new("stages", r => r.Stages),
        new("steps", r => r.Steps),
        new("alone", r => r.Alone));

    private static async Task<int> Run(Call call, SpecFile file, string? name, CancellationToken cancellationToken)
    {
        var problems = file.Check(out var spec);
        if (spec is null)
            return SpecFile.Refuse(call, problems, NothingAdded);

        await using var cluster = await call.Connect(cancellationToken);
        var files = new FileIntake(call.Data).TakeIn(file, spec, out var wrong);
        if (!wrong.IsEmpty)
            return SpecFile.Refuse(call, wrong, NothingAdded);

        var study = name ?? spec.Name;
        var reply = await cluster.Catalog.Extend(new StudyLaunch(study, file.Text) { Files = files }).WaitAsync(cancellationToken);
        switch (reply.Outcome)
        {
            case ExtendOutcome.Unknown:
                throw await StudyCommand.Missing(cluster, study, cancellationToken);
            case ExtendOutcome.Invalid:
                return SpecFile.Refuse(call, [.. reply.Problems.Select(p => $"{file.Path}: {p}")], NothingAdded);
            default:
                call.Print(reply, _ => new Text(reply.Outcome == ExtendOutcome.NothingNew
                    ? $"study {study} has all of it already; nothing was added"
                    : $"study {study} has {Format.Count(reply.Trials)} trials more: {Format.Count(reply.Stages)} stages of {Format.Count(reply.Steps)} steps, "
                        + $"where each alone would be {Format.Count(reply.Alone)}"), r => Rows(study, r), _ => [study]);
                call.Tell($"follow it with 'jointqp study watch {study}{call.DataArgument}'");
                return ExitCode.Ok;
        }
    }
}
