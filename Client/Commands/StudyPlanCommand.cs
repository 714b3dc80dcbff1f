using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Studies.Rates;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp study plan FILE</c></summary>
internal static class StudyPlanCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var file = new Argument<string>("file") { Description = "The study as YAML; '-' reads the standard input" };
        var explain = new Option<bool>("--explain") { Description = "List every trial: its ordering, and the step at which each operator starts and settles" };
        var workers = Numbers.Option("--workers", 1, 100_000, "How many workers the time is estimated for. Default: one for each processor core, as 'up' starts");
        var tree = new Option<bool>("--tree") { Description = $"Draw the stages as a tree, also more than {PlanTree.FewStages}" };
        var plan = new Verb("plan",
            "Check a study and tell how much work it is: trials, stages and steps, and the time by what was measured in the data directory. Needs no running cluster, and starts nothing",
            """
            Examples:
              jointqp study plan examples/orderings.yaml
              jointqp study plan examples/orderings.yaml --explain
              jointqp study plan examples/orderings.yaml --workers 8 --tree
              jointqp study plan examples/demo.yaml -o json
              jointqp study plan examples/demo.yaml --explain -o csv   a row a trial
              sed 's/^seeds:.*/seeds: 20/' examples/demo.yaml | jointqp study plan -
            """, OutputForms.All, Exits.Local) { file, workers, tree, explain };
        plan.SetAction((result, _) =>
        {
            var call = options.Read(result, terminal);
            var spec = SpecFile.Read(result.GetRequiredValue(file), terminal.Input);
            var problems = spec.Check(out var study);
            if (study is null)
                return Task.FromResult(SpecFile.Refuse(call, problems, "there is no plan"));
            var report = PlanReport.Of(
                study, Rates(call), Math.Min(result.GetValue(workers) ?? Environment.ProcessorCount, study.Limits.Parallel ?? int.MaxValue), result.GetValue(tree), result.GetValue(explain));
            call.Print(report, shown => shown.Table(terminal.Out.Profile.Width), shown => shown.Rows());
            return Task.FromResult(ExitCode.Ok);
        });
        return plan;
    }

    /// <summary>What was measured here, and by the demo what was not.</summary>
    private static RateBook Rates(Call call)
    {
        if (RateBookFile.Read(call.Data.Path) is not { } book)
        {
            call.Tell($"the measured rates in {RateBookFile.Of(call.Data.Path)} cannot be read; the next silo there measures them anew");
            book = RateBook.Empty;
        }

        return RateBookFile.Read(DataDirectory.DemoIn(call.Data.Path)) is { } measured ? book.Beside(measured) : book;
    }
}
