namespace JointQP.Client.Rendering;

/// <summary>Data as rows for programs.</summary>
/// <param name="Header">The names of the columns, in camel case as in JSON.</param>
/// <param name="Rows">The values of each record, one for each column; null for none.</param>
internal sealed record CsvTable(IReadOnlyList<string> Header, IEnumerable<IReadOnlyList<object?>> Rows)
{
    /// <summary>What each column holds, for forms that say so; CSV does not.</summary>
    public IReadOnlyList<ColumnKind> Kinds { get; init; } = [.. Header.Select(_ => ColumnKind.Text)];

    /// <summary>A row for each record.</summary>
    public static CsvTable Of<T>(IEnumerable<T> records, params IReadOnlyList<Column<T>> columns) =>
        new([.. columns.Select(column => column.Name)], records.Select(record => columns.Select(column => column.Value(record)).ToList()))
        {
            Kinds = [.. columns.Select(column => column.Kind)],
        };
}

/// <summary>A column of <see cref="CsvTable"/>.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Value">What stands in it for a record.</param>
/// <param name="Kind">What it holds.</param>
internal sealed record Column<T>(string Name, Func<T, object?> Value, ColumnKind Kind = ColumnKind.Text);

/// <summary>What a column holds, where its values are told by more than their letters.</summary>
internal enum ColumnKind
{
    /// <summary>Texts, and words of enumerations.</summary>
    Text,

    /// <summary>Whole numbers of 64 bits.</summary>
    Whole,

    /// <summary>Numbers of 64 bits with a fraction.</summary>
    Number,
}
