using Microsoft.Data.Sqlite;

namespace JointQP.Silo.Storage;

internal static class SqliteCommands
{
    /// <summary>Runs a text that never holds a value from outside; values go through <see cref="Command"/>.</summary>
    public static int Execute(this SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteNonQuery();
    }

    /// <summary>A command with its parameters named; a null value is SQL's NULL.</summary>
    public static SqliteCommand Command(this SqliteConnection connection, string text, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        command.Bind(parameters);
        return command;
    }

    /// <summary>Names more parameters; a null value is SQL's NULL.</summary>
    public static void Bind(this SqliteCommand command, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
    }

    /// <summary>The first column of the first row as an integer, or null when there is none.</summary>
    public static long? Number(this SqliteCommand command) => command.ExecuteScalar() is long number ? number : null;

    public static string? Text(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
