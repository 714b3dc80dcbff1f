using System.Globalization;
using JointQP.Client.Rendering;
using Parquet;
using Parquet.Schema;

namespace JointQP.Client.Files;

/// <summary>Rows as Parquet. They are kept until a group of them is full, so that memory does not grow with the table.</summary>
internal sealed class ParquetRows : IAsyncDisposable
{
    /// <summary>Rows of a group: enough for columns to compress well, few enough to be kept.</summary>
    internal const int GroupRows = 1 << 17;

    private readonly ParquetWriter _writer;
    private readonly Buffer[] _columns;
    private int _rows;

    private ParquetRows(ParquetWriter writer, Buffer[] columns) => (_writer, _columns) = (writer, columns);

    /// <summary>Begins a file.</summary>
    /// <param name="file">A stream that can be sought in; it stays open.</param>
    /// <param name="header">The columns' names.</param>
    /// <param name="kinds">What each holds. Every column may have nothing in a row.</param>
    public static async Task<ParquetRows> Create(Stream file, IReadOnlyList<string> header, IReadOnlyList<ColumnKind> kinds)
    {
        Buffer[] columns = [.. header.Zip(kinds, Create)];
        return new ParquetRows(await ParquetWriter.CreateAsync(new ParquetSchema(columns.Select(column => column.Field)), file), columns);
    }

    /// <summary>Adds a row: a value for each column.</summary>
    public async ValueTask Add(IReadOnlyList<object?> row)
    {
        for (var at = 0; at < _columns.Length; at++)
            _columns[at].Add(row[at]);
        if (++_rows == GroupRows)
            await Flush();
    }

    /// <summary>Writes the rows that are kept.</summary>
    public async Task Flush()
    {
        if (_rows == 0)
            return;
        using var group = _writer.CreateRowGroup();
        foreach (var column in _columns)
            await column.Write(group);
        group.CompleteValidate();
        _rows = 0;
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private static Buffer Create(string name, ColumnKind kind) => kind switch
    {
        ColumnKind.Whole => new Values<long>(name, value => Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        ColumnKind.Number => new Values<double>(name, value => Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        _ => new Texts(name),
    };

    private abstract class Buffer(DataField column)
    {
        public DataField Field => column;

        public abstract void Add(object? value);

        public abstract Task Write(ParquetRowGroupWriter group);
    }

    private sealed class Values<T>(string name, Func<object, T> convert) : Buffer(new DataField<T>(name, nullable: true))
        where T : struct
    {
        private readonly List<T?> _values = [];

        public override void Add(object? value) => _values.Add(value is null ? null : convert(value));

        public override async Task Write(ParquetRowGroupWriter group)
        {
            await group.WriteAsync<T>(Field, _values.ToArray().AsMemory());
            _values.Clear();
        }
    }

    /// <summary>Texts as CSV has them: enumerations by their words.</summary>
    private sealed class Texts(string name) : Buffer(new DataField<string>(name))
    {
        private readonly List<string> _values = [];

        // The writer takes null for nothing, and its signature does not say so.
        public override void Add(object? value) => _values.Add(value is null ? null! : value as string ?? CsvText.ValueOf(value));

        public override async Task Write(ParquetRowGroupWriter group)
        {
            await group.WriteAsync(Field, _values);
            _values.Clear();
        }
    }
}
