using System.Globalization;
using System.Xml.Linq;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis.Sequential;
using JointQP.Studies.Analysis.Verdicts;

namespace JointQP.Client.Reports;

/// <summary>What a report opens with: the verdict, what keeps it from being the last word, and how the hypotheses stand.</summary>
internal static class VerdictSection
{
    /// <summary>Name, verdict and standing.</summary>
    public static XElement Head(ReportData data)
    {
        var status = data.Results.Status;
        return Tag.Of(
            "header",
            Tag.Of("p", Tag.Class("kind"), "JointQP study report"),
            Tag.Of("h1", status.Name),
            Tag.Of("p", Tag.Class("verdict"), data.Verdict.Sentence),
            Tag.Of("p", Tag.Class("note"),
                $"{StudyText.Phase(status.Phase)}; {StudyText.Trials(status.TrialsDone, status.Trials)} trials done{StudyText.Others(status.TrialsFailed, status.TrialsStopped)}; "
                    + $"launched {Format.Moment(status.LaunchedAt, TimeZoneInfo.Utc)} UTC; page made {Format.Moment(data.MadeAt, TimeZoneInfo.Utc)} UTC by JointQP {Short(data.Version)}"),
            Warnings(data));
    }

    /// <summary>The sentence of each experiment.</summary>
    public static XElement Experiments(ReportData data)
    {
        var all = data.Verdict.Experiments;
        var shown = all.Take(ReportLimits.Sentences).ToList();
        return Section("experiments", "What each experiment says",
            Tag.Of("ul", Tag.Class("sentences"), shown.Select(experiment => Tag.Of("li", Mark(experiment.Finding), " ", experiment.Sentence, Facts(data, experiment)))),
            all.Select(experiment => experiment.Sequential).OfType<SequentialVerdict>().Select(Looks),
            shown.Count < all.Length
                ? Tag.Of("p", Tag.Class("note"), $"These are {Figure.First(shown.Count, all.Length)} experiments; 'jointqp study analyze {data.Results.Status.Name} -o csv' has every contrast of all.")
                : null);
    }

    /// <summary>What was trained, in a line; null where the spec cannot be read.</summary>
    private static XElement? Facts(ReportData data, ExperimentVerdict experiment)
    {
        if (data.Study?.Experiments.FirstOrDefault(one => one.Name == experiment.Name) is not { } spec)
            return null;
        var (orders, seeds) = (experiment.Operators.Sum(operators => operators.Orderings.Length), data.SeedsOf.GetValueOrDefault(experiment.Name));
        return Tag.Of("div", Tag.Class("note"),
            $"{spec.Network} on {spec.Dataset}: {Plural(spec.Samples.Train, "training sample")}, {Plural(spec.Training.Epochs, "epoch")}; "
                + $"{(orders > 0 ? Plural(orders, "order") : Plural(spec.Schedules.Length, "schedule"))} × {Plural(seeds, "seed")}"
                + (orders > 0 && IsFixed(data, experiment) ? "; each order has one set of onsets, so there is nothing to map by onset" : "") + "."
                + (data.Results.Experiments.FirstOrDefault(one => one.Experiment == experiment.Name) is { Added.Length: > 0 } added ? $" Beside these, {ResultsText.Added(added.Added)}." : ""));
    }

    /// <summary>Whether no order was tried with more than one set of onsets.</summary>
    private static bool IsFixed(ReportData data, ExperimentVerdict experiment) =>
        experiment.Operators.All(operators => operators.Plane is null)
        && data.Orderings.Where(schedule => schedule.Key.Experiment == experiment.Name && !data.Searched.Contains(schedule.Key))
            .GroupBy(schedule => schedule.Value, StringComparer.Ordinal).All(ordering => ordering.Count() == 1);

    private static string Plural(int count, string noun) => $"{Format.Count(count)} {noun}{(count == 1 ? "" : "s")}";

    private static XElement Looks(SequentialVerdict looks) => Tag.Of(
        "div",
        Tag.Of("p", Tag.Class("note"), $"The primary comparison is {looks.Design.Primary} in {looks.Design.Experiment}. {LooksText.Beside}"),
        Figure.Table(
            "planned looks at the primary comparison",
            [">look", ">seeds", ">level", "came to"],
            looks.Design.Looks.Index().Select(look => new[]
            {
                Format.Count(look.Index + 1),
                Format.Count(look.Item.Seeds),
                look.Item.Alpha > 0 ? SeedLooks.Text(look.Item.Alpha) : "none, too few seeds",
                look.Index + 1 == looks.Decision.Look ? LooksText.State(looks.Decision.State) : look.Index < looks.Decision.Look ? "not decided" : looks.Decision.Next is null ? "not needed" : "to come",
            })));

    /// <summary>How published claims stand.</summary>
    public static XElement Hypotheses(ReportData data) => Section(
        "hypotheses",
        "How the hypotheses stand",
        Tag.Of("div", Tag.Class("figures"), data.Verdict.Hypotheses.Select(hypothesis => Tag.Of(
            "article",
            Tag.Of("h3", hypothesis.Name, " ", Tag.Of("span", Tag.Class($"stand {hypothesis.Support.ToString().ToLowerInvariant()}"), Word(hypothesis.Support))),
            Tag.Of("p", hypothesis.Sentence, " (", Source(hypothesis.Source), ")"),
            Figure.Table(
                "what that rests on",
                ["number", ">value"],
                hypothesis.Numbers.Select(number => new[] { number.Name, number.Value is { } value ? Number(number.Name, value) : Missing(hypothesis, number.Name) }))))));

    /// <summary>A section of the page.</summary>
    public static XElement Section(string id, string title, params object?[] content) => Tag.Of("section", Tag.At("id", id), Tag.Of("h2", title), content);

    private static IEnumerable<XElement> Warnings(ReportData data)
    {
        var status = data.Results.Status;
        if (!status.Phase.HasEnded())
        {
            yield return Warning(
                $"This study {(status.Phase == StudyPhase.Paused ? "is paused" : "still runs")}: all numbers are of the {Format.Count(status.TrialsDone)} of {Format.Count(status.Trials)} trials that are done. "
                    + $"A p-value read before the end, and read again, finds what is not there more often than its level says{(status.Seeds is null ? "" : "; that of the primary comparison, made at planned looks, does not")}.");
        }

        if (status.Phase == StudyPhase.Cancelled)
            yield return Warning("This study was cancelled: trials that were not done are missing.");
        if (status.TrialsFailed > 0)
        {
            yield return Tag.Of("aside", Tag.Of("p",
                $"{Format.Count(status.TrialsFailed)} of {Format.Count(status.Trials)} trials failed and are in no comparison. If one order fails more often than the other, what is left flatters it."),
                Tag.Of("ul", status.Problems.Select(problem => Tag.Of("li", problem))));
        }

        if (status.TrialsStopped > 0)
            yield return Warning($"{Format.Count(status.TrialsStopped)} trials were ended by a stopper, by validation data; their schedules are in no comparison.");
        if (data.Request.Margin is { } margin)
            yield return Warning($"A margin of {margin.ToString(CultureInfo.InvariantCulture)} was given for this report. Chosen after results were seen, it shows less than one in the spec.");
    }

    /// <summary>With as much of the commit as people write; the whole of it is in what it takes to repeat the study.</summary>
    private static string Short(string version) => version.IndexOf('+', StringComparison.Ordinal) is var plus and >= 0 && version.Length > plus + 10 ? version[..(plus + 10)] : version;

    private static XElement Warning(string text) => Tag.Of("aside", Tag.Of("p", text));

    private static XElement Mark(Finding finding) => Tag.Of("b", finding switch
    {
        Finding.Difference => "≠",
        Finding.NoDifference => "=",
        Finding.NotFinite => "!",
        _ => "?",
    });

    private static string Word(Support support) => support switch
    {
        Support.Supported => "✓ supported",
        Support.Contradicted => "✗ contradicted",
        _ => "? undecided",
    };

    private static object Source(string source) => source.StartsWith("arXiv ", StringComparison.Ordinal)
        ? Tag.Of("a", Tag.At("href", "https://arxiv.org/abs/" + source["arXiv ".Length..]), source)
        : source;

    /// <summary>Why a number is not there.</summary>
    private static string Missing(Hypothesis hypothesis, string name)
    {
        return name switch
        {
            "p of the pooled effect" when Counted("experiments compared") < 2 => "needs two experiments",
            "p of the pooled effect" => "needs two experiments with an effect size",
            "p of the interaction with the kind of network" => "needs two experiments of each kind",
            "Kendall's tau of gap and advantage" or "p of tau" when Counted("sets of operators") < 3 => "needs three sets of operators",
            "effect of weaker first, in standard deviations" or "p of weaker first" when Counted("experiments with both operators alone") < 1 => "needs operators alone",
            _ => "cannot be told yet",
        };

        double? Counted(string what) => hypothesis.Numbers.FirstOrDefault(number => number.Name == what)?.Value;
    }

    private static string Number(string name, double value) =>
        name.StartsWith("p of", StringComparison.Ordinal) || name.StartsWith("smallest p", StringComparison.Ordinal) ? VerdictText.P(value)
        : value == Math.Floor(value) && Math.Abs(value) < 1e9 ? Format.Count((long)value)
        : value.ToString("0.00", CultureInfo.InvariantCulture);
}
