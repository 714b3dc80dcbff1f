using System.Xml.Linq;
using JointQP.Client.Reports;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Files;
using JointQP.Studies.Planning;

namespace JointQP.Tests.Unit.Client.Reports;

public sealed class ReportPageTests
{
    private static readonly string[] Sections = ["experiments", "hypotheses", "seeds", "effects", "ranks", "onsets", "layers", "curves", "front", "stages", "method", "repeat"];

    [Fact]
    public void Of_FullStudy_OpensWithTheVerdictAndHasEverySectionInOrder()
    {
        var data = ReportSamples.Full();
        var page = Read(ReportPage.Of(data));

        Assert.Equal(data.Verdict.Sentence, page.Descendants("p").First(p => p.Attribute("class")?.Value == "verdict").Value);
        Assert.Equal(Sections, page.Descendants("section").Select(section => section.Attribute("id")!.Value));
        Assert.Equal(Sections.Select(id => "#" + id), page.Descendants("nav").Descendants("a").Select(link => link.Attribute("href")!.Value));
        Assert.All(data.Verdict.Experiments, experiment => Assert.Contains(experiment.Sentence, page.Value, StringComparison.Ordinal));
        Assert.All(data.Verdict.Hypotheses, hypothesis => Assert.Contains(hypothesis.Sentence, page.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void Of_FullStudy_HasATableForEachFigureAndWordsForEachPicture()
    {
        var page = Read(ReportPage.Of(ReportSamples.Full()));

        var figures = page.Descendants("figure").ToList();
        // Three pairs seed by seed, one forest and one of pooled effects, one ranking, two planes, three times curves, fronts and trees.
        Assert.True(figures.Count >= 15, $"{figures.Count} figures");
        Assert.All(figures, figure =>
        {
            Assert.NotEmpty(figure.Descendants("table").SelectMany(table => table.Descendants("td")));
            var picture = figure.Descendants("svg").First(svg => svg.Attribute("role")?.Value == "img");
            Assert.NotEmpty(picture.Element("title")!.Value);
            Assert.NotEmpty(picture.Element("desc")!.Value);
        });
        Assert.All(page.Descendants("section").Where(section => section.Attribute("id")!.Value is "seeds" or "effects" or "ranks" or "onsets" or "layers" or "curves" or "front" or "stages"),
            section => Assert.NotEmpty(section.Descendants("figure")));
    }

    [Fact]
    public void Of_Page_LoadsAndRunsNothing()
    {
        var text = ReportPage.Of(ReportSamples.Full());
        var page = Read(text);

        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "script" or "img" or "link" or "iframe" or "object" or "image" or "use");
        Assert.All(page.Descendants().Attributes(), attribute =>
        {
            Assert.False(attribute.Name.LocalName is "src" or "srcset" or "action" || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal), attribute.ToString());
            if (attribute.Value.Contains("http", StringComparison.Ordinal))
                Assert.Equal(("a", "href"), (attribute.Parent!.Name.LocalName, attribute.Name.LocalName));
        });
        Assert.DoesNotContain("url(", text, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_Styles_AreNotEscaped()
    {
        // A browser reads a style as it stands: what is escaped in it breaks it.
        var text = ReportPage.Of(ReportSamples.Full());
        var style = text[text.IndexOf("<style>", StringComparison.Ordinal)..text.IndexOf("</style>", StringComparison.Ordinal)];

        Assert.DoesNotContain('&', style);
    }

    [Fact]
    public void Of_NamesWithMarkup_AreEscaped()
    {
        const string Evil = "</pre><script>alert('1')</script> & \"";
        var spec = ReportSamples.Spec(2, $"      - name: '{Evil.Replace("'", "''", StringComparison.Ordinal)}'\n        order: P0.5(w) -> Q8(w)\n        onsets: [1 epoch, 3 epochs]\n"
            + "      - order: Q8(w) -> P0.5(w)\n        onsets: [1 epoch, 2 epochs]\n") + "# </pre><img src=x onerror=alert(1)>\n";
        var data = ReportSamples.Of(spec, ReportSamples.Usual);
        // What trials and users tell may hold control characters, for which XML has no place.
        var text = ReportPage.Of(data with { Version = "1\u0001\uD800" });

        var page = Read(text);
        Assert.DoesNotContain("<script", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(Evil, page.Value, StringComparison.Ordinal);
        Assert.Contains("<img src=x onerror=alert(1)>", page.Value, StringComparison.Ordinal);
        Assert.Contains("1\uFFFD\uFFFD", page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_SameData_IsTheSamePage() => Assert.Equal(ReportPage.Of(ReportSamples.Full()), ReportPage.Of(ReportSamples.Full()));

    [Fact]
    public void Of_StudyThatRuns_SaysThatNumbersWillChange()
    {
        var text = Text(ReportSamples.Of(ReportSamples.Spec(4, ReportSamples.Pair), trial => trial.Spec.Seed < 3 ? ReportSamples.Usual(trial) : null, phase: StudyPhase.Running));

        Assert.Contains("This study still runs: all numbers are of the 10 of 20 trials that are done", text, StringComparison.Ordinal);
        Assert.Contains("none before every trial is done", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_FailedTrials_TellsThemWithTheirReasons()
    {
        var text = Text(ReportSamples.Of(ReportSamples.Spec(4, ReportSamples.Pair), ReportSamples.Usual, failed: trial => trial.Spec.Seed == 2 && trial.ScheduleName.StartsWith('Q')));

        Assert.Contains("2 of 20 trials failed and are in no comparison", text, StringComparison.Ordinal);
        Assert.Contains("its loss is NaN & <b>bold</b>.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_SeedsUntilDecided_NamesThePrimaryComparisonAndItsLooks()
    {
        var spec = ReportSamples.Spec(5, ReportSamples.Pair).Replace("seeds: 5", "seeds: { from: 5, to: 30, until: decided }", StringComparison.Ordinal);
        var data = ReportSamples.Of(spec, ReportSamples.Usual, phase: StudyPhase.Running);
        var step = SeedStep.After(data.Verdict.Experiments[0].Sequential!)!;

        var page = Read(ReportPage.Of((data with { Sources = data.Sources.Add(StudySource.Of(step)) }).Planned()));
        var text = page.Value;

        Assert.Contains("The primary comparison is P0.5(w,f) before Q8(w,f) in experiment-1.", text, StringComparison.Ordinal);
        Assert.Contains("is not decided at look 1 of 5, 5 seeds", text, StringComparison.Ordinal);
        Assert.Contains("Seeds 6 to 8 for look 2, by itself.", text, StringComparison.Ordinal);
        Assert.Contains("1, 2, 3, 4, 5, 6, 7, 8", text, StringComparison.Ordinal);
        Assert.Equal(
            ["1", "5", "none, too few seeds", "not decided"],
            page.Descendants("table").Single(table => table.Element("caption")!.Value == "planned looks at the primary comparison").Descendants("td").Take(4).Select(cell => cell.Value));
    }

    [Fact]
    public void Of_OneSeed_HasNoInterval()
    {
        var text = Text(ReportSamples.Of(ReportSamples.Spec(1, ReportSamples.Pair), ReportSamples.Usual));

        Assert.Contains(", 1 seed", text, StringComparison.Ordinal);
        Assert.DoesNotContain("95 % interval of", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_NothingDone_StillTellsThePlan()
    {
        var page = Read(ReportPage.Of(ReportSamples.Of(ReportSamples.Spec(2, ReportSamples.Pair), _ => null, phase: StudyPhase.Running)));

        Assert.Equal(["experiments", "hypotheses", "effects", "stages", "method", "repeat"], page.Descendants("section").Select(section => section.Attribute("id")!.Value));
    }

    [Fact]
    public void Of_DivergedTrial_DrawsTheRest()
    {
        var text = ReportPage.Of(ReportSamples.Of(
            ReportSamples.Spec(4, ReportSamples.Pair), trial => trial.Spec.Seed == 2 && trial.ScheduleName.StartsWith('P') ? double.NaN : ReportSamples.Usual(trial)));

        Assert.Contains("for a value is not a finite number: 1 seed", Read(text).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_OneExperiment_PoolsNothing()
    {
        Assert.DoesNotContain("What pruning first brings over experiments", Text(ReportSamples.Of(ReportSamples.Spec(4, ReportSamples.Pair), ReportSamples.Usual)), StringComparison.Ordinal);
        Assert.Contains("What pruning first brings over experiments", Text(ReportSamples.Of(ReportSamples.Spec(4, ReportSamples.Pair, ReportSamples.Pair), ReportSamples.Usual)), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_LowerIsBetter_TurnsWhatIsBetterAround()
    {
        var data = ReportSamples.Of(ReportSamples.Spec(3, ReportSamples.Pair), trial => trial.ScheduleName.StartsWith('P') ? 0.4 + (trial.Spec.Seed * 0.01) : 0.6 + (trial.Spec.Seed * 0.02), ReportSamples.Loss);
        var text = Text(data);

        Assert.Contains("P0.5(w,f) → Q8(w,f) is better than Q8(w,f) → P0.5(w,f) in 3 of 3 seeds. Lower is better.", text, StringComparison.Ordinal);
        Assert.Contains("Left of 0 (lower is better) it is better to have A first.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("test loss, %", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ManyOrders_ComparesTheWorstWithTheBestAndSaysThatTheyWereChosen()
    {
        var text = Text(ReportSamples.Full());

        Assert.Contains("Of 24 orders these are the worst and the best by mean rank: chosen out of 24 by their results", text, StringComparison.Ordinal);
        Assert.Contains("Drawn: 8 of 24 schedules: float, those with the highest and the lowest test accuracy at the end", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ManyOrders_FoldsTheirPairsAndPrintsNoneOfThem()
    {
        var page = Read(ReportPage.Of(ReportSamples.Full()));

        var tables = page.Descendants("details").Where(details => details.Descendants("table").Any()).ToList();
        var pairs = tables.Single(details => details.Descendants("caption").First().Value.StartsWith("secondary: pairs of orders", StringComparison.Ordinal));
        Assert.Equal("long", pairs.Attribute("class")?.Value);
        Assert.Contains("Not printed, for it has ", pairs.Element("summary")!.Value, StringComparison.Ordinal);
        Assert.All(tables, details => Assert.Equal(details.Descendants("tr").Count() - 1 > ReportLimits.PrintedRows, details.Attribute("class")?.Value == "long"));
    }

    [Fact]
    public void Of_LongSpec_FoldsItAndPrintsItNot()
    {
        var spec = ReportSamples.Spec(2, ReportSamples.Pair);
        var (few, many) = (ReportSamples.Of(spec, ReportSamples.Usual), ReportSamples.Of(spec + string.Concat(Enumerable.Repeat("# more\n", ReportLimits.PrintedLines)), ReportSamples.Usual));

        Assert.DoesNotContain("details", Spec(few).Ancestors().Select(above => above.Name.LocalName));
        Assert.Equal("long", Spec(many).Ancestors("details").Single().Attribute("class")?.Value);

        static XElement Spec(ReportData data) => Read(ReportPage.Of(data)).Descendants("pre").Single(pre => pre.Attribute("class")?.Value == "spec");
    }

    [Fact]
    public void Of_Study_TellsWhatEachExperimentTrainedAndHowThePageIsRead()
    {
        var page = Read(ReportPage.Of(ReportSamples.Full()));

        Assert.Contains("convnet on fashion-mnist-sample: 512 training samples, 4 epochs; 2 orders × 6 seeds.", page.Value, StringComparison.Ordinal);
        Assert.Contains("24 orders × 6 seeds; each order has one set of onsets, so there is nothing to map by onset.", page.Value, StringComparison.Ordinal);
        Assert.Equal("How to read this page", page.Descendants("details").First().Element("summary")!.Value);
    }

    [Fact]
    public void Of_Method_TellsTheNumbersThatAnalysesGoBy()
    {
        var text = Text(ReportSamples.Of(ReportSamples.Spec(2, ReportSamples.Pair), ReportSamples.Usual));
        var usual = new AnalysisSettings();

        Assert.Equal((9999, 5000, 1), (usual.Draws, usual.Resamples, usual.Seed));
        Assert.Contains("The test is exact up to 30 pairs", text, StringComparison.Ordinal);
        Assert.Contains("9,999 random patterns with seed 1: p = (b + 1) / (m + 1)", text, StringComparison.Ordinal);
        Assert.Contains("5,000 resamples of whole seeds, drawn with seed 1", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_OneExperiment_SaysWhatPoolingNeeds() =>
        Assert.Contains("p of the pooled effectneeds two experiments", Text(ReportSamples.Of(ReportSamples.Spec(4, ReportSamples.Pair), ReportSamples.Usual)), StringComparison.Ordinal);

    [Fact]
    public void Of_Files_TellsTheirHashes()
    {
        var data = ReportSamples.Of(
            ReportSamples.Spec(2, ReportSamples.Pair), ReportSamples.Usual, files: [new FileContent(FileKind.Weights, "my <net>.safetensors", new string('a', 64))]);
        var text = Text(data);

        Assert.Contains("weights my <net>.safetensors", text, StringComparison.Ordinal);
        Assert.Contains($"SHA-256 {new string('a', 64)}", text, StringComparison.Ordinal);
        Assert.Contains(new string('7', 64), text, StringComparison.Ordinal);
        Assert.Contains("1.2.3", text, StringComparison.Ordinal);
        Assert.Contains(data.Sources[0].Spec, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_SpecThatCannotBeRead_StillTellsResults()
    {
        var data = ReportSamples.Of(ReportSamples.Spec(2, ReportSamples.Pair), ReportSamples.Usual);
        var text = Text(new ReportData
        {
            Results = data.Results,
            Verdict = data.Verdict,
            Request = data.Request,
            Sources = [new StudySource("name: [", [])],
            Curves = [],
            Version = "1",
            MadeAt = data.MadeAt,
        }.Planned());

        Assert.Contains("cannot be read by this version", text, StringComparison.Ordinal);
        Assert.Contains("Effects of order", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ResultsInShort_IsTheSamePage()
    {
        var data = ReportSamples.Full();

        Assert.Equal(ReportPage.Of(data), ReportPage.Of(data with { Results = data.Results.InShort(ReportLimits.Experiments) }));
    }

    [Fact]
    public void Of_LongVersion_IsShortAboveAndWholeWhereItIsRepeated()
    {
        var page = Read(ReportPage.Of(ReportSamples.Full() with { Version = "1.2.3+0123456789abcdef" }));

        Assert.EndsWith("by JointQP 1.2.3+012345678", page.Descendants("header").Single().Elements("p").First(line => line.Attribute("class")!.Value == "note").Value, StringComparison.Ordinal);
        Assert.Contains("1.2.3+0123456789abcdef", page.Descendants("section").Single(section => section.Attribute("id")!.Value == "repeat").Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_StudyThatTwoKindsOfMachinesTrained_TellsWhatDecidesItsLastBits()
    {
        var page = Read(ReportPage.Of(ReportSamples.Full() with { Fingerprints = ["cpu avx2 torch2.10.0 engine1 1t", "cpu avx512 torch2.10.0 engine1 1t"] }));

        var told = page.Descendants("section").Single(section => section.Attribute("id")!.Value == "repeat").Descendants("tr").Select(row => row.Value).ToList();
        Assert.Contains("trained oncpu avx2 torch2.10.0 engine1 1t", told);
        Assert.Contains("trained oncpu avx512 torch2.10.0 engine1 1t", told);
    }

    [Fact]
    public void Of_OneOnsetEach_NamesTheStep()
    {
        var text = Text(ReportSamples.Of(ReportSamples.Spec(4, ReportSamples.Pair), ReportSamples.Usual));

        Assert.Contains("The best schedule by its mean starts P0.5(w,f) at step 16 and Q8(w,f) at step 48; 4 seeds do not say how sure that is.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_Search_TellsWhatItsVerdictRestsOn()
    {
        var data = ReportSamples.Of(ReportSamples.Spec(4, ReportSamples.Pair), ReportSamples.Usual);
        var search = new SearchEvidence(18, "a <1>", "b", [77, 88], new Interval(0.02, 0.01, 0.03, 2), Concluded: true, Confirmed: true);
        var verdict = StudyAnalysis.Of([new ExperimentTrials("experiment-1", NetworkKind.Discriminative, ReportSamples.Accuracy, []) { Search = search }]);

        Assert.Contains(
            "its search rests on the 2 fresh seeds that it was confirmed on alone, by test data, and not on the 18 schedules that it raced",
            Text(data with { Verdict = verdict }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ThousandExperimentsOfTenSchedulesAndTenSeeds_StaysUnderFiveMegabytesAndSaysWhatIsLeftOut()
    {
        var data = ReportSamples.Large.Value;

        var text = ReportPage.Of(data with { Results = data.Results.InShort(ReportLimits.Experiments) });
        ReportSamples.Keep("large", text);

        Assert.Equal(100_000, data.Results.Status.Trials);
        Assert.InRange(text.Length, 100_000, 5_000_000);
        var told = Read(text).Value;
        Assert.Contains("the first 60 of 1,000 experiments", told, StringComparison.Ordinal);
        Assert.Contains("the first 12 figures of 1,000 experiments", told, StringComparison.Ordinal);
        Assert.Contains("'jointqp study results sample -o csv' has every trial", told, StringComparison.Ordinal);
    }

    private static string Text(ReportData data) => Read(ReportPage.Of(data)).Value;

    /// <summary>Reads a page as XML, and holds against it what every page must keep.</summary>
    private static XElement Read(string text)
    {
        Assert.StartsWith("<!DOCTYPE html>\n", text, StringComparison.Ordinal);
        var page = XElement.Parse(text["<!DOCTYPE html>\n".Length..], LoadOptions.PreserveWhitespace);
        Assert.All(page.Descendants("svg").Descendants().Attributes(), attribute => Assert.DoesNotMatch("NaN|Infinity|∞", attribute.Value));
        // Browsers take an element that closes itself for an open one.
        Assert.All(page.Descendants().Where(element => element.IsEmpty && element.Ancestors("svg").FirstOrDefault() is null), element =>
            Assert.Contains(element.Name.LocalName, new[] { "meta", "br" }));
        return page;
    }
}
