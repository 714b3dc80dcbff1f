using System.Globalization;
using System.Xml.Linq;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis.Sequential;
using JointQP.Studies.Analysis.Verdicts;

namespace JointQP.Client.Reports;

/// <summary>What it takes to come to the same numbers, and how they were judged.</summary>
internal static class RepeatSection
{
    private const int MostSeeds = 100;

    /// <summary>Identity, commands, specs and files.</summary>
    public static XElement Of(ReportData data)
    {
        var status = data.Results.Status;
        return VerdictSection.Section(
            "repeat",
            "What it takes to repeat it",
            Figure.Table("identity of this study", ["what", "value"], Facts(data).Select(fact => new[] { fact.Name, fact.Value })),
            Tag.Of("p", "The same spec, files and version give the same result hash on the same kind of device; elsewhere the last bits of sums may differ, and what is said above must hold all the same."),
            Tag.Of("pre", $"jointqp study launch SPEC.yaml --name {status.Name}-again\njointqp study wait {status.Name}-again\njointqp study analyze {status.Name}-again\n"
                + $"\n# the numbers behind this page\njointqp study results {status.Name} -o csv > trials.csv\njointqp study analyze {status.Name} -o json > verdict.json"),
            data.Sources.Index().SelectMany(source => Source(source.Index, source.Item)));
    }

    /// <summary>How verdicts come about, for those who check them.</summary>
    public static XElement Method(ReportData data)
    {
        var level = data.Request.Level.ToString(CultureInfo.InvariantCulture);
        var usual = new AnalysisSettings();
        return VerdictSection.Section("method", "How it was judged", Tag.Of("ul", new[]
        {
            "Two orders are compared seed by seed: initial weights and the order of data are the same in both. Only final metrics on test data count.",
            $"What a verdict goes by are the contrasts of precedence, \"A before B minus after it\", by a permutation test of signs at level {level}, corrected by Holm over an experiment's contrasts. Pairs of orders are told beside them.",
            "What the test assumes: were there no difference, a seed's difference would be as likely negative as positive, by any amount (symmetric around 0). It asks for no other distribution.",
            $"The test is exact up to {AnalysisSettings.MostExactPairs} pairs, where all patterns of signs are counted. With more pairs it draws {Format.Count(usual.Draws)} random patterns with seed {Format.Plain(usual.Seed)}: "
                + "p = (b + 1) / (m + 1), b of m patterns being at least as far from 0, which is never too small.",
            $"How probable it is that an order, or an onset, is the best comes from a bootstrap: {Format.Count(usual.Resamples)} resamples of whole seeds, drawn with seed {Format.Plain(usual.Seed)}.",
            "Intervals are 95 % by Student's t and are not corrected for their number; the forest plot draws these. d_z is a mean difference over the standard deviation of differences, Hedges' g_z the same without its bias at few seeds. The paired t test and Wilcoxon's signed ranks stand beside the test of signs; no verdict goes by them.",
            "Contrasts are means over orders, in which differences of whole orders may cancel each other out: of three orders and more Friedman's test asks whether they all rank alike.",
            "That there is no difference that matters is a finding of its own: two one-sided tests against the margin, where the spec names one, of every contrast and every two orders. Without it a difference that is not shown is undecided.",
            "Experiments are pooled as standardized effects with random effects (DerSimonian and Laird; Hartung and Knapp), never in units of metrics.",
        }.Concat(data.Verdict.Experiments.Select(experiment => experiment.Sequential).OfType<SequentialVerdict>().Select(Looks)).Select(text => Tag.Of("li", text))));
    }

    private static string Looks(SequentialVerdict looks) =>
        $"How many seeds there are was decided by the primary comparison alone, {looks.Design.Primary} in {looks.Design.Experiment}: at each planned look by the permutation test of signs and by two one-sided tests "
        + $"against the margin, both at the level of the look. The levels were fixed before and add up to at most {SeedLooks.Text(SequentialDesign.Alpha)}; the interval told is the repeated one of the look. "
        + $"With alpha_k the level of a look, that interval has level 1 - 2 alpha_k, and over all looks together about {(1 - (2 * SequentialDesign.Alpha)).ToString(CultureInfo.InvariantCulture)}; the forest plot draws the ordinary 95 % interval instead. Its p counts all looks, other p-values none.";

    private static IEnumerable<(string Name, string Value)> Facts(ReportData data)
    {
        var status = data.Results.Status;
        yield return ("study", status.Name);
        yield return ("JointQP", data.Version);
        yield return ("launched", Format.Moment(status.LaunchedAt, TimeZoneInfo.Utc) + " UTC");
        if (status.EndedAt is { } ended)
            yield return ("ended", Format.Moment(ended, TimeZoneInfo.Utc) + " UTC");
        yield return ("trials", $"{Format.Count(status.Trials)}, {Format.Count(status.TrialsDone)} of them done");
        if (data.Seeds.Length > 0)
        {
            yield return ("seeds", string.Join(", ", data.Seeds.Take(MostSeeds).Select(Format.Plain))
                + (data.Seeds.Length > MostSeeds ? $" ({Figure.First(MostSeeds, data.Seeds.Length)})" : ""));
        }

        if (status.Work is { Steps: > 0 } work)
            yield return ("device time", $"{Format.Duration(TimeSpan.FromSeconds(work.Seconds))} for {Format.Count(work.Steps)} trained steps");
        foreach (var fingerprint in data.Fingerprints)
            yield return ("trained on", fingerprint);
        yield return ("result hash", data.Results.ResultHash ?? "none before every trial is done");
        foreach (var file in data.Sources.SelectMany(source => source.Files).Distinct())
            yield return ($"{file.Kind.ToString().ToLowerInvariant()} {file.Path}", $"SHA-256 {file.Hash}");
    }

    private static IEnumerable<XElement> Source(int at, StudySource source)
    {
        if (source.Step is { } step)
        {
            yield return Tag.Of("p", $"Step {at} of a search, by itself: {step.Move.ToString().ToLowerInvariant()} in {step.Experiment}, {Format.Count(step.Schedules.Length)} schedules with "
                + $"{(step.Seeds.Length == 1 ? "seed" : "seeds")} {string.Join(", ", step.Seeds.Take(MostSeeds).Select(Format.Plain))}. {step.Reason}");
            yield break;
        }

        if (source.Seeds is { } seeds)
        {
            yield return Tag.Of("p", $"Seeds {Format.Plain(seeds.Seeds[0])} to {Format.Plain(seeds.Seeds[^1])} for look {seeds.Look}, by itself. {seeds.Reason}");
            yield break;
        }

        yield return Tag.Of("h3", at == 0 ? "The spec" : "What it was extended by");
        var (spec, lines) = (Tag.Of("pre", Tag.Class("spec"), source.Spec), source.Spec.TrimEnd().Count(letter => letter == '\n') + 1);
        yield return lines <= ReportLimits.PrintedLines
            ? spec
            : Figure.Folded($"{Format.Count(lines)} lines of YAML", spec, "Not printed, for it is that long; the page on a screen has it.");
    }
}
