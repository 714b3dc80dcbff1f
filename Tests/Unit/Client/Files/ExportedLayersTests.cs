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
        using var export = new CopiedExport("outcomes.json", "trials.parquet");

        Assert.Contains(
            "has no metrics.parquet, which this is made from; export again with --format parquet or both, and without --no-metrics",
            await export.Refused(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.999)]
    public async Task Analyze_LayersOfAnExportThatWasCutShort_NamesTheFileAndTheMend(double kept)
    {
        using var export = new CopiedExport("outcomes.json", "trials.parquet", "metrics.parquet");
        var file = export.PathOf("metrics.parquet");
        using (var stream = File.OpenWrite(file))
            stream.SetLength((long)(stream.Length * kept));

        var said = await export.Refused();

        Assert.Contains($"{file} cannot be read: ", said, StringComparison.Ordinal);
        Assert.Contains("jointqp study export", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Analyze_LayersOfAnExportOfWhichAByteWasChanged_NamesTheFileAndTheMend()
    {
        using var export = new CopiedExport("outcomes.json", "trials.parquet", "metrics.parquet");
        var file = export.PathOf("metrics.parquet");
        using (var stream = File.OpenWrite(file))
        {
            stream.Position = 40;
            stream.Write(Enumerable.Repeat((byte)0xFF, 200).ToArray());
        }

        Assert.Contains($"{file} cannot be read: ", await export.Refused(), StringComparison.Ordinal);
    }

    /// <summary>Some of the example's files, in a folder of the test's own.</summary>
    private sealed class CopiedExport : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jointqp-layers-");

        public CopiedExport(params string[] files)
        {
            foreach (var file in files)
                File.Copy(Path.Combine(Example, file), PathOf(file));
        }

        public string PathOf(string file) => Path.Combine(_folder.FullName, file);

        /// <summary>What is said when the layers are asked for, which must be refused as bad input.</summary>
        public async Task<string> Refused()
        {
            Recorded recorded = new();
            Assert.Equal(ExitCode.BadInput, await JointQPCommand.Run(["study", "analyze", "--from", _folder.FullName, "--layers"], recorded.Terminal));
            return recorded.Error;
        }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
