using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace JointQP.Client.Files;

/// <summary>Some columns of a Parquet file that <see cref="ParquetRows"/> wrote, a group of rows after the other.</summary>
internal static class ParquetColumns
{
    /// <summary>The rows: texts, whole numbers, numbers, or null.</summary>
    /// <param name="path">The file.</param>
    /// <param name="names">The columns that are wanted, in the order that is wanted.</param>
    /// <exception cref="InvalidDataException">A column is not there.</exception>
    public static async IAsyncEnumerable<object?[]> Read(string path, params string[] names)
    {
        await using var reader = await ParquetReader.CreateAsync(path);
        var fields = names.Select(name => reader.Schema.DataFields.FirstOrDefault(field => field.Name == name)
            ?? throw new InvalidDataException($"{path} has no column {name}")).ToList();
        for (var at = 0; at < reader.RowGroupCount; at++)
        {
            using var group = reader.OpenRowGroupReader(at);
            List<object?[]> columns = [];
            foreach (var field in fields)
                columns.Add(await Column(group, field));
            for (var row = 0; row < group.RowCount; row++)
                yield return [.. columns.Select(column => column[row])];
        }
    }

    private static async Task<object?[]> Column(ParquetRowGroupReader group, DataField field)
    {
        var count = Convert.ToInt32(group.RowCount, CultureInfo.InvariantCulture);
        if (field.ClrType == typeof(long))
            return await Numbers<long>();
        if (field.ClrType == typeof(double))
            return await Numbers<double>();
        var texts = new string?[count];
        await group.ReadAsync(field, texts.AsMemory());
        return texts;

        async Task<object?[]> Numbers<T>()
            where T : struct
        {
            var values = new T?[count];
            await group.ReadAsync<T>(field, values.AsMemory());
            return [.. values.Select(value => (object?)value)];
        }
    }
}
