using JointQP.Client.Commands;
using JointQP.Client.Files;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Tests.Unit.Architecture;
using JointQP.Tests.Unit.Client.Rendering.Watch;

namespace JointQP.Tests.Unit.Client.Files;

/// <summary>By the example's export, which a real cluster wrote after real training.</summary>
public sealed class ExportedLayersTests
{
    private static string Example { get; } = Path.Combine(Repository.Root, "examples", "fashion-orders", "export");

    [Fact]
    public async Task Read_ExportOfACluster_IsWhatTheClusterTold()
    {
        var made = LayerRows.Of(await ExportedLayers.Read(Example));

        var told = ParquetColumns.Read(Path.Combine(Example, "layers.parquet"), [.. made.Header]);
        Assert.Equal(await told.Select(CsvText.Line).ToListAsync(TestContext.Current.CancellationToken), made.Rows.Select(CsvText.Line));
    }

    [Fact]
    public async Task Analyze_LayersOfAnExport_AreATableOfPlaces()
    {
        Recorded recorded = new();

        var code = await JointQPCommand.Run(["study", "analyze", "--from", Example, "--layers"], recorded.Terminal);

        Assert.Equal((ExitCode.Ok, ""), (code, recorded.Error));
        Screens.Approve(recorded.Out, "study-analyze-layers");
    }

    [Fact]
    public async Task Analyze_LayersOfAnExportWithoutMetrics_SaysHowToGetThem()
    {
        var folder = Directory.CreateTempSubdirectory("jointqp-layers-");
        try
        {
            foreach (var file in new[] { "outcomes.json", "trials.parquet" })
                File.Copy(Path.Combine(Example, file), Path.Combine(folder.FullName, file));
            Recorded recorded = new();

            var code = await JointQPCommand.Run(["study", "analyze", "--from", folder.FullName, "--layers"], recorded.Terminal);

            Assert.Equal(ExitCode.BadInput, code);
            Assert.Contains("has no metrics.parquet, which this is made from; export again with --format parquet or both, and without --no-metrics", recorded.Error, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
