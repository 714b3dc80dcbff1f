using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Stages;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JointQP.Client.Rendering;

/// <summary>Trials as tables.</summary>
internal static class TrialText
{
    /// <summary>A row for each trial.</summary>
    public static IRenderable List(IReadOnlyList<TrialEntry> trials)
    {
        var several = trials.DistinctBy(trial => trial.Experiment).Skip(1).Any();
        var metrics = trials.Select(trial => trial.Metric).Distinct().ToList();
        var table = Tables.New(">trial", "schedule", ">seed", "state", ">steps", metrics.Count == 1 ? $">{metrics[0].Replace('/', ' ')}" : ">result");
        foreach (var t in trials)
        {
            table.AddRow(
                new Text(Format.Plain(t.Index)),
                new Text(several ? $"{t.Experiment}: {t.Schedule}" : t.Schedule),
                new Text(Format.Plain(t.Seed)),
                State(t.State),
                new Text(Format.Share(t.StepsDone, t.Steps)),
                new Text(t.Result is { } value ? Format.Metric(t.Metric, value) : ""));
        }

        return new Rows([table, .. trials.Where(t => t.Reason is not null).Select(t => Problem($"trial {Format.Plain(t.Index)}: {t.Reason}"))]);
    }

    /// <summary>All of one trial.</summary>
    public static IRenderable Card(TrialReport t)
    {
        var facts = Facts.New();
        facts.Fact("trial", $"{Format.Plain(t.Index)} of study {t.Study}");
        facts.Fact("name", t.Name);
        if (t.Ordering != t.Schedule)
            facts.Fact("ordering", t.Ordering);
        foreach (var start in t.Starts)
            facts.Fact("", start);
        facts.AddRow(Facts.Label("state"), State(t.State, t.Worker));
        facts.Fact("steps", $"{Format.Count(t.StepsDone)} of {Format.Count(t.Steps)} ({Format.Share(t.StepsDone, t.Steps)})");
        facts.Fact("audit", t.Audit == AuditOutcome.Passed ? "passed: bits and sparsity of each layer are as its spec says" : t.State is TrialState.Running or TrialState.Waiting ? "at its end" : "none");
        foreach (var (name, value) in t.Final)
            facts.Fact(name, Format.Metric(name, value));
        facts.Fact("key", t.Key);
        if (t.StateHash is { } hash)
            facts.Fact("state hash", hash);
        return new Rows([facts, Path(t), .. Shared(t), .. t.Reason is null ? [] : new[] { Problem(t.Reason) }, .. Logs(t)]);
    }

    private static Table Path(TrialReport t)
    {
        var table = Tables.New("stage", "status", ">steps", ">at step", ">epoch", ">lost", ">failed");
        foreach (var stage in t.Path)
        {
            table.Row(
                stage.Stage,
                stage.Status.ToString().ToLowerInvariant(),
                $"{Format.Count(stage.From)} to {Format.Count(stage.To)}",
                stage.Status is StageStatus.Committed or StageStatus.Blocked ? "" : Format.Count(stage.Step),
                Format.Count(stage.Epoch),
                Format.Count(stage.Losses),
                Format.Count(stage.Failures));
        }

        return table;
    }

    private static IEnumerable<IRenderable> Shared(TrialReport t) => t.Path.Where(stage => stage.Shared)
        .Select(stage => new Text($"{stage.Stage} is trained once for several trials; trial {Format.Plain(stage.Leader)} leads it", new Style(Color.Grey)));

    private static IEnumerable<IRenderable> Logs(TrialReport t)
    {
        foreach (var stage in t.Path.Where(stage => !stage.Log.IsEmpty))
        {
            yield return new Text($"{stage.Stage}: the last that its worker logged before it was over");
            foreach (var line in stage.Log)
                yield return new Text("  " + line, new Style(Color.Grey));
        }
    }

    private static Text Problem(string text) => new("! " + text, new Style(Color.Red));

    private static Text State(TrialState state, string? worker = null)
    {
        var color = state switch
        {
            TrialState.Done => Color.Green,
            TrialState.Running => Color.Blue,
            TrialState.Failed or TrialState.Poisoned => Color.Red,
            _ => Color.Default,
        };
        return new Text(state.ToString().ToLowerInvariant() + (worker is null ? "" : $" on {worker}"), new Style(color));
    }
}
