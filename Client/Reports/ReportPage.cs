using System.Xml.Linq;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Experiments;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis.Verdicts;

namespace JointQP.Client.Reports;

/// <summary>A study's report as one page of HTML that needs nothing else: no script, no font, no picture from elsewhere.</summary>
internal static class ReportPage
{
    /// <summary>Nothing is loaded and nothing runs, whatever a spec has for names.</summary>
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    /// <summary>The page.</summary>
    public static string Of(ReportData data)
    {
        List<XElement> sections =
        [
            VerdictSection.Experiments(data),
            VerdictSection.Hypotheses(data),
            .. Figures(data),
            RepeatSection.Method(data),
            RepeatSection.Of(data),
        ];
        return Tag.Write(Tag.Of(
            "html",
            Tag.At("lang", "en"),
            Tag.Of(
                "head",
                Tag.Of("meta", Tag.At("charset", "utf-8")),
                Tag.Of("meta", Tag.At("http-equiv", "Content-Security-Policy"), Tag.At("content", Policy)),
                Tag.Of("meta", Tag.At("name", "viewport"), Tag.At("content", "width=device-width, initial-scale=1")),
                Tag.Of("title", $"{data.Results.Status.Name}: JointQP study report"),
                Tag.Of("style", ReportStyle.Css.ReplaceLineEndings("\n"))),
            Tag.Of(
                "body",
                Tag.Of(
                    "main",
                    VerdictSection.Head(data),
                    ReadingGuide.Of(data),
                    Tag.Of("nav", Tag.At("aria-label", "Sections"), Tag.Of("ul", sections.Select(section =>
                        Tag.Of("li", Tag.Of("a", Tag.At("href", "#" + section.Attribute("id")!.Value), section.Element("h2")!.Value))))),
                    sections,
                    Tag.Of("footer", Tag.Of("p", $"Made by 'jointqp study report {data.Results.Status.Name}'. The page loads nothing and runs nothing."))))));
    }

    /// <summary>The sections of figures in their order; one without a figure is left out.</summary>
    private static IEnumerable<XElement> Figures(ReportData data)
    {
        var results = data.Results.Experiments.ToDictionary(experiment => experiment.Experiment, StringComparer.Ordinal);
        var sets = data.Verdict.Experiments.SelectMany(experiment => experiment.Operators.Select(operators => (Experiment: experiment, Operators: operators))).ToList();
        var seeds = new Dictionary<string, SeedTable?>(StringComparer.Ordinal);
        List<XElement?> all =
        [
            Section(data, "seeds", "Seed by seed", sets.Select(set => Seeds(set.Experiment) is { } table ? SlopeFigure.Of(set.Experiment, set.Operators, table) : null)),
            Section(data, "effects", "Effects of order", [.. ForestFigure.Of(data.Verdict), PooledFigure.Of(data.Verdict)]),
            Section(data, "ranks", "Orders by rank", sets.Select(set => RanksFigure.Of(set.Experiment, set.Operators, data.Request.Level))),
            Section(data, "onsets", "Onsets", sets.SelectMany(set => OnsetFigure.Of(set.Experiment, set.Operators, data.Request.Level))),
            Section(data, "layers", "Where the two operators do not commute", data.Layers.SelectMany(LayerFigure.Of)),
            Section(data, "curves", "Learning curves", data.Curves.Select(curves => CurveFigure.Of(curves, data.Results.Status.Phase == StudyPhase.Completed))),
            Section(data, "front", "What schedules give for their bytes", data.Verdict.Experiments.Select(experiment => results.TryGetValue(experiment.Name, out var result) ? FrontFigure.Of(experiment, result) : null)),
            VerdictSection.Section("stages", "What was trained", Stages(data)),
        ];
        return all.OfType<XElement>();

        SeedTable? Seeds(ExperimentVerdict experiment)
        {
            if (!seeds.TryGetValue(experiment.Name, out var table))
                seeds.Add(experiment.Name, table = results.TryGetValue(experiment.Name, out ExperimentResult? result) ? SeedTable.Of(data, result, experiment) : null);
            return table;
        }
    }

    private static IEnumerable<XElement> Stages(ReportData data)
    {
        var parts = TreeFigure.Of(data).ToList();
        return [.. parts.Where(part => part.Name != "figure"), Tag.Of("div", Tag.Class("figures"), parts.Where(part => part.Name == "figure"))];
    }

    /// <summary>A section with as many figures as a page holds; what would come after them is counted and not made.</summary>
    private static XElement? Section(ReportData data, string id, string title, IEnumerable<XElement?> figures)
    {
        var found = figures.OfType<XElement>().Take(ReportLimits.Figures + 1).ToList();
        if (found.Count == 0)
            return null;
        return VerdictSection.Section(
            id,
            title,
            Tag.Of("div", Tag.Class("figures"), found.Take(ReportLimits.Figures)),
            found.Count > ReportLimits.Figures
                ? Tag.Of("p", Tag.Class("note"), $"These are the first {ReportLimits.Figures} figures of {Format.Count(data.Verdict.Experiments.Length)} experiments; "
                    + $"'jointqp study results {data.Results.Status.Name} -o csv' has every trial, 'jointqp study analyze {data.Results.Status.Name} -o csv' every contrast.")
                : null);
    }
}
