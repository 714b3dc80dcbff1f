using System.CommandLine;
using System.Globalization;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Client.Watching;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Trials;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp trial logs STUDY TRIAL</c></summary>
internal static class TrialLogsCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var study = options.Names(terminal).Study("study");
        var trial = options.Names(terminal).Trial(study);
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what is added until the trial ends, through restarts of the cluster" };
        var metric = new Option<string?>("--metric") { HelpName = "name", Description = "Only this metric, such as train/loss" };
        var tail = Numbers.Option("--tail", 1, 1_000_000, "Only so many of the newest values");
        var logs = new Verb("logs", "Print the metrics of a trial as they were reported: one value a line, or a JSON value a line with -o json",
            """
            Examples:
              jointqp trial logs demo 12
              jointqp trial logs demo 12 -f --metric train/loss
              jointqp trial logs demo 12 --metric validation/accuracy --tail 1
              jointqp trial logs demo 12 -o csv > metrics.csv
              jointqp trial logs demo 12 -o json | jq 'select(.name == "train/loss")'

            The values of stages that are shared with other trials are among them.
            """, OutputForms.All) { study, trial, follow, metric, tail };
        logs.SetAction(async (result, cancellationToken) =>
        {
            var call = options.Read(result, terminal);
            var name = result.GetRequiredValue(study);
            // One link for both: to connect takes longer than all that is asked.
            await using var link = new ClusterLink(terminal.Time, call.Connect);
            var standing = await link.Ask(cluster => TrialCommand.Existing(cluster, name, result.GetRequiredValue(trial), cancellationToken), cancellationToken);
            var source = new ClusterTrialSource(link, name, standing.Row.Experiment, standing.Row.Index);
            var values = new MetricFollower(source, terminal.Time).Read(result.GetValue(tail), result.GetValue(metric), result.GetValue(follow), cancellationToken);
            try
            {
                if (!await Print(call, standing, values))
                    call.Tell(result.GetValue(metric) is { } wanted ? $"trial {standing.Row.Index} has reported no '{wanted}'" : $"trial {standing.Row.Index} has reported nothing yet");
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && result.GetValue(follow))
            {
                return ExitCode.Interrupted;
            }

            return ExitCode.Ok;
        });
        return logs;
    }

    /// <summary>One value for people.</summary>
    public static string Line(MetricRow row) => string.Create(CultureInfo.InvariantCulture, $"{Format.Count(row.Step),9}  {row.Name,-20}  {Format.Metric(row.Name, row.Value)}");

    /// <summary>Prints all, and tells whether that was any.</summary>
    private static async Task<bool> Print(Call call, TrialStanding trial, IAsyncEnumerable<TrialMetric> values)
    {
        var any = false;
        var print = call.Printer<MetricLine>(
            line => Line(new MetricRow(line.Step, line.Name, line.Value)),
            new("stage", line => line.Stage),
            new("step", line => line.Step),
            new("name", line => line.Name),
            new("value", line => line.Value));
        await foreach (var (cursor, row) in values)
        {
            any = true;
            print(new MetricLine(trial.Planned.Path[cursor.Stage], row.Step, row.Name, row.Value));
        }

        return any;
    }

    /// <param name="Stage">The stage that reported it.</param>
    /// <param name="Step">The training step it belongs to.</param>
    /// <param name="Name">The metric.</param>
    /// <param name="Value">Its value.</param>
    private sealed record MetricLine(string Stage, long Step, string Name, double Value);
}
