using System.Collections.Immutable;
using System.CommandLine;
using JointQP.Client.Files;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis.Layers;
using JointQP.Studies.Analysis.Verdicts;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp study analyze NAME</c></summary>
internal static class StudyAnalyzeCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var name = options.Names(terminal).Study("name");
        name.Arity = ArgumentArity.ZeroOrOne;
        var (level, margin) = (Level(), Margin());
        var from = new Option<string?>("--from") { HelpName = "folder", Description = "Judge the export in this folder in place of a study of the cluster" };
        var layers = new Option<bool>("--layers") { Description = "In place of the verdict, what was measured at each place of the network where operators settled" };
        var budget = ByteSizes.Option("--budget", "In place of the verdict, each experiment's best schedule whose weights and features take no more than this");
        var analyze = new Verb("analyze", "Say whether the order of operators matters, by how much and how sure, also while the study runs",
            """
            Examples:
              jointqp study analyze demo
              jointqp study analyze demo --margin 0.005   that none matters can be shown too
              jointqp study analyze demo -o json | jq .hypotheses
              jointqp study analyze demo -o csv > contrasts.csv
              jointqp study analyze --from demo-export    what 'study export' wrote
              jointqp study analyze demo --layers         where in the network order counts
              jointqp study analyze demo --budget 30kB    the best schedule that is so small

            Orders of the same operators are compared seed by seed. The verdict goes by
            contrasts of precedence, "A before B minus after it", with an exact test by
            permuted signs, corrected for their number (Holm); pairs of orders are told
            beside them. CSV has a row for each contrast and each pair.
            """, OutputForms.All, Exits.Cluster) { name, level, margin, from, layers, budget };
        analyze.Validators.Add(result =>
        {
            if (result.GetValue(name) is null == result.GetValue(from) is null)
                result.AddError("name either a study, or with --from the folder of an export");
            if (result.GetValue(layers) && result.GetValue(budget) is not null)
                result.AddError("--layers and --budget are two questions: ask one of them");
        });
        analyze.SetAction(async (result, cancellationToken) =>
        {
            var call = options.Read(result, terminal);
            if (result.GetValue(layers))
            {
                var measured = result.GetValue(from) is { } export ? await ExportedLayers.Read(export) : await Layers(call, result.GetRequiredValue(name), cancellationToken);
                call.Print(measured, all => LayerText.Of(all), all => LayerRows.Of(all));
                return ExitCode.Ok;
            }

            var request = new VerdictRequest(result.GetValue(level), result.GetValue(margin));
            var verdict = result.GetValue(from) is { } folder
                ? StudyExport.Read(folder).ToOutcomes().Judge(request)
                : await Ask(call, result.GetRequiredValue(name), request, cancellationToken);
            if (result.GetValue(budget) is { } bytes)
                call.Print(BudgetRow.Within(verdict, bytes), rows => BudgetRow.Table(rows, bytes), rows => BudgetRow.Csv(rows));
            else
                call.Print(verdict, VerdictText.Of, VerdictRows.Of);
            return ExitCode.Ok;
        });
        return analyze;
    }

    private static async Task<StudyVerdict> Ask(Call call, string study, VerdictRequest request, CancellationToken cancellationToken)
    {
        await using var cluster = await call.Connect(cancellationToken);
        return await StudyCommand.Existing(cluster, study, cluster.Study(study).GetVerdict(request), cancellationToken);
    }

    private static async Task<ImmutableArray<ExperimentLayers>> Layers(Call call, string study, CancellationToken cancellationToken)
    {
        await using var cluster = await call.Connect(cancellationToken);
        var status = await StudyCommand.Existing(cluster, study, cluster.Study(study).GetStatus(), cancellationToken);
        return await StudyLayers.Read(call, cluster, study, [.. status.Schedules.Select(schedule => schedule.Experiment).Distinct()], cancellationToken);
    }

    /// <summary>How sure a verdict must be.</summary>
    public static Option<double> Level()
    {
        Option<double> level = new("--level")
        {
            HelpName = "number",
            Description = "How often a family of tests may find what is not there, above 0 and below 1. Default 0.05",
            DefaultValueFactory = _ => new VerdictRequest().Level,
        };
        level.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and < 1))
                result.AddError("--level: allowed is a number above 0 and below 1, such as 0.05");
        });
        return level;
    }

    /// <summary>What is of no account.</summary>
    public static Option<double?> Margin()
    {
        Option<double?> margin = new("--margin")
        {
            HelpName = "number",
            Description = "Differences smaller than it are of no account, in the metric's unit (0.005 is half a percentage point of accuracy). Default: what the spec says. "
                + "Chosen after the results were seen, it shows less",
        };
        margin.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is { } value && !(value > 0 && double.IsFinite(value)))
                result.AddError("--margin: allowed is a number above 0, in the metric's unit");
        });
        return margin;
    }
}
