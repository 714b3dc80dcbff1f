namespace JointQP.Client.Rendering;

/// <summary>Data as rows for programs.</summary>
/// <param name="Header">The names of the columns, in camel case as in JSON.</param>
/// <param name="Rows">The values of each record, one for each column; null for none.</param>
internal sealed record CsvTable(IReadOnlyList<string> Header, IEnumerable<IReadOnlyList<object?>> Rows)
{
    /// <summary>A row for each record.</summary>
    public static CsvTable Of<T>(IEnumerable<T> records, params IReadOnlyList<Column<T>> columns) =>
        new([.. columns.Select(column => column.Name)], records.Select(record => columns.Select(column => column.Value(record)).ToList()));
}

/// <summary>A column of <see cref="CsvTable"/>.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Value">What stands in it for a record.</param>
internal sealed record Column<T>(string Name, Func<T, object?> Value);
