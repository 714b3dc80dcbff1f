using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp study plan FILE</c></summary>
internal static class StudyPlanCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var file = new Argument<string>("file") { Description = "The study as YAML; '-' reads the standard input" };
        var explain = new Option<bool>("--explain") { Description = "List every trial: its ordering, and the step at which each operator starts and settles" };
        var plan = new Verb("plan", "Check a study and tell how much work it is: trials, stages and steps. Needs no running cluster, and starts nothing",
            """
            Examples:
              jointqp study plan examples/orderings.yaml
              jointqp study plan examples/orderings.yaml --explain
              jointqp study plan examples/demo.yaml -o json
              jointqp study plan examples/demo.yaml --explain -o csv   a row a trial
              sed 's/^seeds:.*/seeds: 20/' examples/demo.yaml | jointqp study plan -
            """, OutputForms.All, Exits.Local) { file, explain };
        plan.SetAction((result, _) =>
        {
            var call = options.Read(result, terminal);
            var spec = SpecFile.Read(result.GetRequiredValue(file), terminal.Input);
            var problems = spec.Check(out var study);
            if (study is null)
                return Task.FromResult(SpecFile.Refuse(call, problems, "there is no plan"));
            call.Print(PlanReport.Of(study, result.GetValue(explain)), report => report.Table(), report => report.Rows());
            return Task.FromResult(ExitCode.Ok);
        });
        return plan;
    }
}
