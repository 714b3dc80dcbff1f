using JointQP.Client.Files;
using JointQP.Client.Rendering;
using JointQP.Tests.Unit.Client.Reports;
using Parquet;
using Parquet.Schema;

namespace JointQP.Tests.Unit.Client.Files;

public sealed class ExportTablesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jointqp-tables-").FullName;

    [Fact]
    public async Task Write_TrialsAndContrasts_ParquetHoldsWhatCsvHolds()
    {
        var data = ReportSamples.Of(ReportSamples.Spec(4, ReportSamples.Pair, ReportSamples.Orders), trial => trial.Index == 3 ? double.NaN : trial.Index % 5 == 4 ? null : ReportSamples.Usual(trial));

        await Write(TableForms.Both, tables => tables.Write("trials", ResultsRows.Of(data.Results)));
        await Write(TableForms.Both, tables => tables.Write("contrasts", VerdictRows.Of(data.Verdict)));

        Assert.Equal(116, await SameRows("trials"));
        Assert.True(await SameRows("contrasts") > 276);
        // A column of numbers that is written as text would read the same, and be of no use.
        Assert.Equal(["study", "experiment", "schedule", "status", "key", "stateHash", "reason"], await Texts("trials"));
        Assert.Equal(["experiment", "metric", "operators", "family", "first", "second", "finding"], await Texts("contrasts"));
    }

    [Fact]
    public async Task Write_MoreRowsThanAGroup_WritesSeveralGroupsAndKeepsNone()
    {
        const int Rows = ParquetRows.GroupRows + 1000;
        async IAsyncEnumerable<IReadOnlyList<object?>> Metrics()
        {
            for (var at = 0; at < Rows; at++)
            {
                await Task.CompletedTask;
                yield return ["a, \"b\"", at, long.MaxValue - at, at % 3 == 0 ? null : Math.Sin(at) / 3];
            }
        }

        await Write(TableForms.Both, tables => tables.Write("metrics", ["name", "index", "seed", "value"], [ColumnKind.Text, ColumnKind.Whole, ColumnKind.Whole, ColumnKind.Number], Metrics()));

        Assert.Equal(Rows, await SameRows("metrics"));
        await using var reader = await ParquetReader.CreateAsync(Path.Combine(_folder, "metrics.parquet"), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(2, reader.RowGroupCount);
    }

    [Theory]
    [InlineData("Csv", "metrics.csv")]
    [InlineData("Parquet", "metrics.parquet")]
    [InlineData("Both", "metrics.csv metrics.parquet")]
    public async Task Write_Form_WritesItAlone(string form, string files)
    {
        await Write(Enum.Parse<TableForms>(form), tables => tables.Write("metrics", CsvTable.Of([1, 2], new Column<int>("index", at => at, ColumnKind.Whole))));

        Assert.Equal(files, string.Join(' ', Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Write_NoRows_IsATableAllTheSame()
    {
        await Write(TableForms.Both, tables => tables.Write("trials", CsvTable.Of(Array.Empty<int>(), new Column<int>("index", at => at, ColumnKind.Whole))));

        Assert.Equal(0, await SameRows("trials"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task Write(TableForms forms, Func<ExportTables, Task> write)
    {
        using var folder = new ExportFolder(_folder, replace: false);
        await write(new ExportTables(folder, forms));
        await folder.Name();
    }

    /// <summary>Holds Parquet against CSV, whose numbers are written so that reading gives the same bits; answers how many rows there are.</summary>
    private async Task<int> SameRows(string name)
    {
        var csv = (await File.ReadAllTextAsync(Path.Combine(_folder, name + ".csv"), TestContext.Current.CancellationToken)).Split("\r\n");
        var names = csv[0].Split(',');
        Assert.Equal(names, (await Fields(name)).Select(field => field.Name));
        var line = 1;
        await foreach (var row in ParquetColumns.Read(Path.Combine(_folder, name + ".parquet"), names))
            Assert.Equal(csv[line++], CsvText.Line(row));

        Assert.Equal("", csv[line]);
        Assert.Equal(line + 1, csv.Length);
        return line - 1;
    }

    private async Task<IEnumerable<string>> Texts(string name) =>
        (await Fields(name)).Where(field => field.ClrType != typeof(long) && field.ClrType != typeof(double)).Select(field => field.Name);

    private async Task<DataField[]> Fields(string name)
    {
        await using var reader = await ParquetReader.CreateAsync(Path.Combine(_folder, name + ".parquet"), cancellationToken: TestContext.Current.CancellationToken);
        return reader.Schema.DataFields;
    }
}
