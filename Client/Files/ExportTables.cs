using JointQP.Client.Rendering;

namespace JointQP.Client.Files;

/// <summary>The forms in which an export has its tables.</summary>
internal enum TableForms
{
    /// <summary>Both.</summary>
    Both,

    /// <summary>Text that every program reads.</summary>
    Csv,

    /// <summary>Typed and compressed columns, for data frames.</summary>
    Parquet,
}

/// <summary>Tables of an export, each row written as it comes, in the forms that were asked for.</summary>
internal sealed class ExportTables(ExportFolder folder, TableForms forms)
{
    /// <summary>Writes a table whose rows are there.</summary>
    /// <param name="name">The files' name, without its ending.</param>
    /// <param name="table">The table.</param>
    public Task Write(string name, CsvTable table) => Write(name, table.Header, table.Kinds, table.Rows.ToAsyncEnumerable());

    /// <summary>Writes a table whose rows are read once, while they come.</summary>
    public Task Write(string name, IReadOnlyList<string> header, IReadOnlyList<ColumnKind> kinds, IAsyncEnumerable<IReadOnlyList<object?>> rows) => forms switch
    {
        TableForms.Csv => Csv(name, header, csv => Each(rows, row => csv(row))),
        TableForms.Parquet => Parquet(name, header, kinds, parquet => Each(rows, row => parquet(row))),
        _ => Csv(name, header, csv => Parquet(name, header, kinds, parquet => Each(rows, async row =>
        {
            await csv(row);
            await parquet(row);
        }))),
    };

    private Task Csv(string name, IReadOnlyList<string> header, Func<Func<IReadOnlyList<object?>, ValueTask>, Task> write) => folder.Write(name + ".csv", async writer =>
    {
        await writer.WriteAsync(CsvText.Line(header) + CsvText.LineEnd);
        await write(async row => await writer.WriteAsync(CsvText.Line(row) + CsvText.LineEnd));
    });

    private Task Parquet(string name, IReadOnlyList<string> header, IReadOnlyList<ColumnKind> kinds, Func<Func<IReadOnlyList<object?>, ValueTask>, Task> write) =>
        folder.WriteBytes(name + ".parquet", async file =>
        {
            await using var parquet = await ParquetRows.Create(file, header, kinds);
            await write(parquet.Add);
            await parquet.Flush();
        });

    private static async Task Each(IAsyncEnumerable<IReadOnlyList<object?>> rows, Func<IReadOnlyList<object?>, ValueTask> write)
    {
        await foreach (var row in rows)
            await write(row);
    }
}
