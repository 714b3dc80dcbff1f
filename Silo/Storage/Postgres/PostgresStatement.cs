using Npgsql;

namespace JointQP.Silo.Storage.Postgres;

/// <summary>A command with its parameters by position; a null value is SQL's NULL.</summary>
internal readonly record struct PostgresStatement(string Text, params object?[] Values)
{
    /// <summary>The same as part of a batch.</summary>
    public NpgsqlBatchCommand ToCommand()
    {
        NpgsqlBatchCommand command = new(Text);
        command.Parameters.Bind(Values);
        return command;
    }
}
