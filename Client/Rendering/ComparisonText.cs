using System.Globalization;
using JointQP.Studies.Analysis.Comparisons;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JointQP.Client.Rendering;

/// <summary>Two studies side by side, for people.</summary>
internal static class ComparisonText
{
    /// <summary>So many differences of settings are told.</summary>
    private const int MostSettings = 40;

    private const string Missing = "none, or not known";

    private static readonly Style Bold = new(decoration: Decoration.Bold);
    private static readonly Style Quiet = new(Color.Grey);

    /// <summary>Which is A and which is B, what it comes to, settings, schedules, verdicts, hashes.</summary>
    public static IRenderable Of(StudyComparison comparison) => new Rows(
    [
        new Text($"A  {comparison.First.Name}"),
        new Text($"B  {comparison.Second.Name}"),
        new Text(""),
        new Text(comparison.Sentence, Bold),
        new Text(""),
        .. Settings(comparison),
        .. Only(comparison.OnlyFirst, comparison.OnlySecond, "experiment"),
        .. comparison.Experiments.SelectMany(Experiment),
        new Text(""),
        new Text("Does the order matter?", Bold),
        .. comparison.Experiments.Length > 1 ? new IRenderable[] { Side("A", comparison.First.Sentence), Side("B", comparison.Second.Sentence) } : [],
        .. comparison.Experiments.SelectMany(experiment => new IRenderable[] { Side("A", experiment.FirstSentence), Side("B", experiment.SecondSentence) }),
        new Text(""),
        new Text($"result hash  A  {comparison.First.ResultHash ?? Missing}"),
        new Text($"             B  {comparison.Second.ResultHash ?? Missing}"),
        new Text(comparison.SameResult switch { true => "             equal", false => "             different", _ => "             not to be compared" }),
    ]);

    private static IEnumerable<IRenderable> Settings(StudyComparison comparison)
    {
        if (!comparison.SpecsKnown)
            yield return new Text("Settings are not compared: one of the specs is not there, or cannot be read by this version.", Quiet);
        if (comparison.Settings.IsEmpty)
        {
            if (comparison.SpecsKnown)
                yield return new Text("The settings of both are the same.");
            yield break;
        }

        var table = Tables.New("experiment", "setting", "A", "B");
        // What differs alike in several experiments is one row.
        var groups = comparison.Settings.GroupBy(setting => (setting.Experiment is null, setting.Setting, setting.First, setting.Second)).ToList();
        foreach (var group in groups.Take(MostSettings))
            table.Row(Where(group.Select(setting => setting.Experiment).OfType<string>().ToList(), comparison.Experiments.Length), group.Key.Setting, group.Key.First ?? "not set", group.Key.Second ?? "not set");
        yield return table;
        if (groups.Count > MostSettings)
            yield return new Text($"these are the first {MostSettings} of {Format.Count(groups.Count)} differences; '-o json' has all", Quiet);
    }

    private static string Where(List<string> experiments, int all) => experiments switch
    {
        [] => "the study",
        [var one] => one,
        _ => experiments.Count == all ? $"all {Format.Count(all)}" : Listed(experiments),
    };

    private static IEnumerable<IRenderable> Only(IReadOnlyCollection<string> first, IReadOnlyCollection<string> second, string what)
    {
        foreach (var (side, only) in new[] { ("A", first), ("B", second) })
        {
            if (only.Count > 0)
                yield return new Text($"only in {side}: {Format.Count(only.Count)} {what}{(only.Count == 1 ? "" : "s")}, {Listed(only)}", Quiet);
        }
    }

    private static string Listed(IReadOnlyCollection<string> names)
    {
        const int Most = 4;
        return string.Join("; ", names.Take(Most)) + (names.Count > Most ? $"; and {Format.Count(names.Count - Most)} more" : "");
    }

    private static IEnumerable<IRenderable> Experiment(ExperimentComparison experiment)
    {
        var metric = experiment.Metric.Name;
        yield return new Text("");
        yield return new Text($"{experiment.Experiment}: {metric.Replace('/', ' ')}{(Format.IsShare(metric) ? " in %" : "")}", Bold);
        if (experiment.Problem is { } problem)
            yield return new Text(problem);
        if (!experiment.Schedules.IsEmpty)
        {
            yield return Values(experiment);
            yield return new Text(Note(experiment), Quiet);
            foreach (var line in Bytes(experiment))
                yield return line;
        }

        foreach (var line in Only(experiment.OnlyFirst, experiment.OnlySecond, "schedule"))
            yield return line;
    }

    private static Table Values(ExperimentComparison experiment)
    {
        var metric = experiment.Metric.Name;
        var table = Tables.New("schedule", ">A", ">B", ">B minus A", ">seeds");
        foreach (var schedule in experiment.Schedules)
        {
            table.Row(
                schedule.Schedule,
                schedule.First.Metric is { } first ? Format.Interval(metric, first, unit: false) : "",
                schedule.Second.Metric is { } second ? Format.Interval(metric, second, unit: false) : "",
                schedule.Difference is { } difference ? Difference(metric, difference) : "",
                schedule.Difference is { } compared ? Seeds(compared) : "");
        }

        return table;
    }

    private static string Difference(string metric, SeedDifference difference) => difference switch
    {
        { Mean: null } => "not finite",
        { Mean: { } mean, Low: { } low, High: { } high } =>
            $"{Format.Signed(metric, mean, unit: false)} ± {Format.Value(metric, (high - low) / 2, unit: false)}{(difference.ExcludesZero ? " *" : "  ")}",
        _ => Format.Signed(metric, difference.Mean.Value, unit: false) + "  ",
    };

    private static string Seeds(SeedDifference difference) => difference.Pairing == Pairing.Paired
        ? difference.First.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{difference.First}, {difference.Second}");

    private static string Note(ExperimentComparison experiment)
    {
        var found = experiment.Schedules.Select(schedule => schedule.Difference).OfType<SeedDifference>().ToList();
        var (paired, unpaired) = (found.Any(one => one.Pairing == Pairing.Paired), found.Any(one => one.Pairing == Pairing.Unpaired));
        return "± is half the 95 % interval; * excludes 0, each by itself: of twenty that differ in nothing one does so by chance"
            + (paired ? "; differences are paired by seed" : "")
            + (paired && unpaired ? ", but where two numbers of seeds stand: too few seeds are in both, and those are unpaired (Welch)"
                : unpaired ? "; too few seeds are in both, so differences are unpaired (Welch)" : "");
    }

    private static IEnumerable<IRenderable> Bytes(ExperimentComparison experiment)
    {
        var others = experiment.Schedules.Where(schedule => !schedule.SameBytes).ToList();
        if (others.Count == 0)
        {
            yield return new Text("bytes of weights and features are the same in both", Quiet);
            yield break;
        }

        var table = Tables.New("schedule", ">weights A", ">weights B", ">features A", ">features B");
        foreach (var schedule in others)
        {
            table.Row(schedule.Schedule, Told(schedule.First.WeightBytes), Told(schedule.Second.WeightBytes), Told(schedule.First.FeatureBytes), Told(schedule.Second.FeatureBytes));
        }

        yield return table;
        if (others.Count < experiment.Schedules.Length)
            yield return new Text("the bytes of the other schedules are the same in both", Quiet);

        static string Told(double? bytes) => bytes is { } known ? Format.Bytes(known) : "";
    }

    private static Grid Side(string side, string sentence)
    {
        var grid = new Grid();
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        grid.AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
        return grid.AddRow(new Text(side), new Text(sentence));
    }
}
