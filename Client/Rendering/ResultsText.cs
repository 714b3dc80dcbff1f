using JointQP.Grains.Interfaces.Experiments;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Search;
using JointQP.Studies.Stages;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JointQP.Client.Rendering;

/// <summary>What a study found, as tables and sentences.</summary>
internal static class ResultsText
{
    /// <summary>So many pairs of orders are told of an experiment; 24 orders have 276.</summary>
    private const int MostPairs = 10;

    /// <summary>Every experiment, then the result hash or why there is none yet.</summary>
    public static IRenderable Of(StudyResults results) =>
        new Rows([.. results.Experiments.SelectMany(Experiment), .. StudyText.Problems(results.Status), new Text(""), new Text(Hash(results))]);

    /// <summary>Which schedules nobody wrote, and why they are there.</summary>
    public static string Added(IEnumerable<string> schedules) => $"added for progressive-intensity, to tell which operator is the weaker: {string.Join("; ", schedules)}";

    private static IEnumerable<IRenderable> Experiment(ExperimentResult experiment)
    {
        yield return new Text(experiment.Experiment, new Style(decoration: Decoration.Bold));
        var table = Tables.New("schedule", $">{Name(experiment.Metric)}", ">weights", ">features", ">trials");
        foreach (var schedule in experiment.Schedules)
        {
            var trials = experiment.Trials.Where(t => t.Schedule == schedule.Schedule).ToList();
            table.Row(
                schedule.Schedule,
                schedule.Metric is { } metric ? Format.Interval(experiment.Metric, metric) : "",
                schedule.WeightBytes is { } weights ? Format.Bytes(weights) : "",
                schedule.FeatureBytes is { } features ? Format.Bytes(features) : "",
                StudyText.Trials(trials.Count(t => t.Status == StageStatus.Committed), trials.Count)
                    + StudyText.Others(0, trials.Count(t => t.Status == StageStatus.Stopped)));
        }

        yield return table;
        yield return new Text("± is half the 95 % interval over the seeds; features are those of one sample", new Style(Color.Grey));
        if (experiment.Added is { Length: > 0 } added)
            yield return new Text(Added(added), new Style(Color.Grey));
        if (experiment.Sequential is { } looks)
        {
            yield return new Text("");
            yield return new Text($"primary comparison: {looks.Design.Primary}");
            yield return new Padder(new Text(looks.Sentence, new Style(decoration: Decoration.Bold)), new Padding(2, 0, 0, 0));
        }

        foreach (var line in experiment.Search is { } search ? Search(search, experiment.Metric) : [])
            yield return line;
        foreach (var c in experiment.Comparisons.Take(MostPairs))
        {
            yield return new Text("");
            yield return new Text($"{c.First}  minus  {c.Second}:");
            if (c.Difference is { } difference)
                yield return new Text($"  {Format.Difference(experiment.Metric, difference)}", new Style(decoration: Decoration.Bold));
            yield return new Padder(new Text(c.Sentence), new Padding(2, 0, 0, 0));
        }

        var pairs = experiment.Comparisons.Length;
        if (pairs < 2)
            yield break;
        yield return new Text("");
        yield return new Text(
            (pairs > MostPairs ? $"These are the first {MostPairs} of {(experiment.MoreComparisons ? "more than " : "")}{Format.Count(pairs)} pairs of orders; the trials' metrics give the others ('-o csv' has them). " : "")
                + "Each pair is told by itself: of 20 such intervals one excludes 0 by chance. 'jointqp study analyze' corrects for their number.",
            new Style(Color.Grey));
    }

    private static IEnumerable<IRenderable> Search(SearchVerdict search, string metric)
    {
        yield return new Text("");
        yield return new Text($"search: {Format.Count(search.Schedules)} schedules, {Format.Count(search.Trials)} of at most {Format.Count(search.Budget)} trials");
        if (search.Winner is not null)
            yield return new Text(
                $"  {search.Winner}{(search.Metric is { } reached ? $": {Format.Interval(metric, reached)} on seeds {string.Join(", ", search.Seeds)}" : "")}",
                new Style(decoration: Decoration.Bold));
        yield return new Padder(new Text(search.Sentence), new Padding(2, 0, 0, 0));
    }

    private static string Hash(StudyResults results) =>
        results.ResultHash is { } hash
            ? $"result hash {hash}"
            : $"no result hash: {StudyText.Trials(results.Status.TrialsDone, results.Status.Trials)} trials done, the study is {StudyText.Phase(results.Status.Phase)}";

    private static string Name(string metric) => metric.Replace('/', ' ');
}
