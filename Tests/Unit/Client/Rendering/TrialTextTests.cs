using JointQP.Client.Files;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Trials;
using JointQP.Tests.Unit.Client.Rendering.Watch;

namespace JointQP.Tests.Unit.Client.Rendering;

public sealed class TrialTextTests
{
    [Fact]
    public void List_OfTrials_TellsHowFarTheyAre() => Screens.Approve(TrialText.List(Samples.Entries()), "trial-list");

    [Fact]
    public void List_OfSeveralExperiments_NamesTheExperiment()
    {
        var trials = Samples.Entries();

        Assert.Contains("second: float", Recorded.Render(TrialText.List([.. trials, trials[0] with { Experiment = "second" }])), StringComparison.Ordinal);
    }

    [Fact]
    public void Card_OfATrialInTraining_TellsItsPathAndAttempts() => Screens.Approve(TrialText.Card(Samples.Report()), "trial-show-running");

    [Fact]
    public void Card_OfATrialThatFailed_TellsWhyAndTheEndOfItsWorkersLog() => Screens.Approve(TrialText.Card(Samples.FailedReport()), "trial-show-failed");

    [Fact]
    public void Card_OfATrialThatIsDone_TellsItsMetricsAndAudit() => Screens.Approve(TrialText.Card(Samples.DoneReport()), "trial-show-done");

    [Fact]
    public void Reached_WorkerIsAhead_IsWhatItTells()
    {
        Assert.Equal([2000L, 1204, 500], Samples.Entries().Select(trial => trial.StepsDone));
        // Another worker, or another stage, tells nothing of this trial.
        Assert.Equal(1100, TrialEntry.Reached("other", Samples.Trials.Trials[1], [Samples.Busy]));
        Assert.Equal(1100, TrialEntry.Reached("demo", Samples.Trials.Trials[1] with { Stage = "t0009.0" }, [Samples.Busy]));
    }

    [Fact]
    public void Line_OfMetrics_StandsInColumns() => Screens.Approve(
        string.Join('\n', new[] { new MetricRow(10, "train/loss", 2.302585), new MetricRow(128, "validation/accuracy", 0.5), new MetricRow(12_000, "bytes/weights", 28_421.5) }
            .Select(JointQP.Client.Commands.TrialLogsCommand.Line)),
        "trial-logs");

    [Fact]
    public void Table_OfADownload_TellsFilesAndLayers() => Screens.Approve(
        DownloadReport.Table(new DownloadReport(
            "demo",
            1,
            "fashion/P0.5(w,f) -> Q8(w,f)/1",
            "/home/me/demo-trial-1",
            [
                new DownloadedFile("/home/me/demo-trial-1/t0001.2-e1-s64-0f3a0f3a0f3a0f3a.safetensors", 1_204_000, new string('a', 64)),
                new DownloadedFile("/home/me/demo-trial-1/t0001.2-e1-s64-0f3a0f3a0f3a0f3a.export.json", 8_121, new string('b', 64)),
            ],
            [new ExportSite("network", "conv1", "weight", 8, [5, 7, 6], 288, 144, 144), new ExportSite("network", "conv1", "output", 32, [], 25_088, 25_088, 100_352)])),
        "trial-download");
}
