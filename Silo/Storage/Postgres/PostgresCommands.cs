using Npgsql;

namespace JointQP.Silo.Storage.Postgres;

internal static class PostgresCommands
{
    /// <summary>A command with its parameters by position; a null value is SQL's NULL.</summary>
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string text, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlCommand(text, connection);
        command.Parameters.Bind(values);
        return command;
    }

    /// <summary>Runs a command and tells how many rows it changed.</summary>
    public static async Task<int> Execute(this NpgsqlConnection connection, string text, params object?[] values)
    {
        await using var command = connection.Command(text, values);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of the first row, or null when there is none or it is SQL's NULL.</summary>
    public static async Task<object?> Ask(this NpgsqlConnection connection, string text, params object?[] values)
    {
        await using var command = connection.Command(text, values);
        return await command.ExecuteScalarAsync() is { } value and not DBNull ? value : null;
    }

    /// <summary>Adds parameters by position.</summary>
    public static void Bind(this NpgsqlParameterCollection parameters, ReadOnlySpan<object?> values)
    {
        foreach (var value in values)
            parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
    }
}
