using System.Collections.Immutable;
using System.Globalization;
using JointQP.Studies.Notation;
using JointQP.Studies.Planning;
using JointQP.Studies.Rates;
using JointQP.Studies.Spec;
using JointQP.Studies.Words;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JointQP.Client.Rendering;

/// <summary>What a study would train.</summary>
/// <param name="Plan">In figures.</param>
/// <param name="Estimate">By measured rates.</param>
/// <param name="Trees">How its stages grow from each other, where they are few or were asked for.</param>
/// <param name="Trials">Each trial, where they were asked for.</param>
internal sealed record PlanReport(PlanSummary Plan, PlanEstimate Estimate, ImmutableArray<PlanTree>? Trees, ImmutableArray<TrialLine>? Trials)
{
    /// <summary>What should be known before anything is trained.</summary>
    public ImmutableArray<string> Remarks { get; init; } = [];

    /// <summary>The looks of a study that gets seeds until it is decided; null for one that has all from the start.</summary>
    public SequentialPlan? Sequential { get; init; }

    /// <summary>The plan of a study.</summary>
    /// <param name="study">The study.</param>
    /// <param name="rates">What was measured.</param>
    /// <param name="workers">How many train at the same time.</param>
    /// <param name="tree">Whether the tree is wanted however large it is.</param>
    /// <param name="explain">Whether each trial is wanted.</param>
    public static PlanReport Of(StudySpec study, RateBook rates, int workers, bool tree, bool explain)
    {
        var plan = StudyPlanner.Plan(study);
        return new PlanReport(
            PlanSummary.Of(study, plan),
            PlanEstimate.Of(study, plan, rates, workers),
            PlanTree.Of(plan, tree ? int.MaxValue : PlanTree.FewStages),
            explain ? [.. plan.Trials.Select(TrialLine.Of)] : null)
        {
            Remarks = SeedRemarks.Of(study),
            Sequential = SequentialPlan.Of(study),
        };
    }

    /// <summary>For people.</summary>
    /// <param name="width">Columns of the terminal.</param>
    public IRenderable Table(int width)
    {
        var table = Tables.New("experiment", ">schedules", ">trials", ">stages", ">steps", ">unshared", ">saved");
        foreach (var e in Plan.Experiments)
            Row(table, e.Name, Format.Count(e.Schedules), e.Size);
        if (Plan.Experiments.Length > 1)
            Row(table, "in all", Format.Count(Plan.Experiments.Sum(e => e.Schedules)), Plan.Size);
        var seeds = Plan.Experiments[0].Seeds;
        return new Rows(
        [
            new Text(
                $"{Plan.Study}: {Format.Count(Plan.Size.Trials)} trials"
                    + (Sequential is not null || Plan.Experiments.Any(e => e.Search is not null) ? " to begin with" : $", schedules times {(seeds == 1 ? "1 seed" : $"{Format.Count(seeds)} seeds")}"),
                new Style(decoration: Decoration.Bold)),
            table,
            new Text($"critical path {Format.Count(Plan.Size.CriticalPath)} steps: the longest trial, whatever the number of workers"),
            new Text($"checkpoints {Format.Count(Plan.Size.Checkpoints)}: one at the end of each stage{EstimateText.Space(Estimate)}"),
            .. EstimateText.Of(Estimate).SelectMany(line => Words.Wrap(line, width)).Select(line => new Text(line)),
            .. Plan.Experiments.SelectMany(e => e.Spaces.Select(space => new Text($"{e.Name}: {space}"))),
            .. Plan.Experiments.Where(e => e.Added.Length > 0).SelectMany(e => Words.Wrap($"{e.Name}: {ResultsText.Added(e.Added)}", width)).Select(line => new Text(line)),
            .. Plan.Experiments.SelectMany(e => e.Rungs.Select(rung => new Text(
                $"{e.Name}: the stopper compares {Format.Count(rung.Schedules)} schedules at rung {rung.Number}, {Format.Count(rung.After)} steps after the last operator of each settled"))),
            .. Plan.Experiments.Where(e => e.Search is not null).Select(e => new Text(
                $"{e.Name}: the search begins with {Format.Count(e.Search!.Grid)} schedules and {(e.Search.Seeds == 1 ? "1 seed" : $"{e.Search.Seeds} seeds")}, as planned here, and may come to {Format.Count(e.Search.Budget)} trials")),
            .. (Sequential is null ? [] : LooksText.Plan(Sequential)).SelectMany(line => Words.Wrap(line, width)).Select(line => new Text(line)),
            .. Remarks.SelectMany(remark => Words.Wrap("! " + remark, width)).Select(line => new Text(line, new Style(Color.Yellow))),
            .. Trees is { } trees ? trees.SelectMany(tree => Picture(tree, width)) : [],
            .. Trials is { } trials ? Explained(trials) : [],
        ]);
    }

    /// <summary>For programs: a row for each trial where they were asked for, else for each experiment.</summary>
    public CsvTable Rows() => Trials is { } trials
        ? CsvTable.Of(
            trials,
            new("index", t => t.Index),
            new("experiment", t => t.Experiment),
            new("seed", t => t.Seed),
            new("schedule", t => t.Schedule),
            new("ordering", t => t.Ordering),
            new("steps", t => t.Steps),
            new("starts", t => string.Join("; ", t.Starts)),
            new("stages", t => string.Join(' ', t.Stages)))
        : CsvTable.Of(
            Plan.Experiments,
            new("experiment", e => e.Name),
            new("schedules", e => e.Schedules),
            new("seeds", e => e.Seeds),
            new("trials", e => e.Size.Trials),
            new("stages", e => e.Size.Stages),
            new("steps", e => e.Size.Steps),
            new("alone", e => e.Size.Alone),
            new("criticalPath", e => e.Size.CriticalPath),
            new("checkpoints", e => e.Size.Checkpoints));

    private static IEnumerable<IRenderable> Picture(PlanTree tree, int width)
    {
        yield return new Text("");
        yield return new Text(
            $"{tree.Experiment}{(tree.Seeds == 1 ? "" : $", the same for each of {Format.Count(tree.Seeds)} seeds")}", new Style(decoration: Decoration.Bold));
        foreach (var line in tree.Lines(width))
            yield return new Text(line);
    }

    private static IEnumerable<IRenderable> Explained(ImmutableArray<TrialLine> trials)
    {
        foreach (var trial in trials)
        {
            yield return new Text("");
            yield return new Text(string.Create(CultureInfo.InvariantCulture, $"t{trial.Index:D4}  {trial.Experiment}  seed {trial.Seed}  {trial.Schedule}"), new Style(decoration: Decoration.Bold));
            if (trial.Schedule != trial.Ordering)
                yield return new Text($"  {trial.Ordering}");
            foreach (var start in trial.Starts)
                yield return new Text("  " + start);
            yield return new Text($"  stages {string.Join(", ", trial.Stages)} of {Format.Count(trial.Steps)} steps");
        }
    }

    private static void Row(Table table, string name, string schedules, PlanSize size) =>
        table.Row(name, schedules, Format.Count(size.Trials), Format.Count(size.Stages), Format.Count(size.Steps), Format.Count(size.Alone), Format.Share(size.Alone - size.Steps, size.Alone));
}

/// <summary>A trial as it would be trained.</summary>
/// <param name="Index">Its position in the plan.</param>
/// <param name="Experiment">Its experiment.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Schedule">Its schedule's name.</param>
/// <param name="Ordering">Its ordering in notation.</param>
/// <param name="Steps">Its length.</param>
/// <param name="Starts">Each operator on each target, with the steps at which it acts first and for the last time.</param>
/// <param name="Stages">Its path.</param>
internal sealed record TrialLine(
    int Index, string Experiment, long Seed, string Schedule, string Ordering, long Steps, ImmutableArray<string> Starts, ImmutableArray<string> Stages)
{
    /// <summary>What a planned trial does when.</summary>
    public static TrialLine Of(PlannedTrial trial) => new(
        trial.Index,
        trial.Experiment,
        trial.Spec.Seed,
        trial.ScheduleName,
        trial.Spec.Schedule.Ordering,
        trial.Spec.TotalSteps,
        [.. trial.Spec.Schedule.Onsets.Select(Start)],
        trial.Path);

    private static string Start(Onset onset)
    {
        var term = new Term(onset.Kind, onset.Strength, onset.Target);
        return onset.Kind == OperatorKind.Prune
            ? string.Create(CultureInfo.InvariantCulture, $"{term} starts at step {onset.Start}, {onset.Times} {(onset.Times == 1 ? "mask" : "masks")} every {onset.Interval}, settled at step {onset.Settled}")
            : string.Create(CultureInfo.InvariantCulture, $"{term} from step {onset.Start} on");
    }
}
