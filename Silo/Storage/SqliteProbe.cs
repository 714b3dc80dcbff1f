namespace JointQP.Silo.Storage;

/// <summary>Whether the file can be written and read, found out by doing both.</summary>
internal sealed class SqliteProbe(SqliteDatabase database, SqliteWriter writer) : IStorageProbe
{
    /// <summary>Writes a row, reads it back. Throws what SQLite says when it cannot.</summary>
    public async Task Check()
    {
        var written = await writer.Write(connection =>
        {
            using var put = connection.Command(
                "INSERT INTO health VALUES (1, 1) ON CONFLICT DO UPDATE SET beat = beat + 1 RETURNING beat");
            return put.Number();
        });
        var read = await Task.Run(() =>
        {
            using var connection = database.OpenConnection();
            using var get = connection.Command("SELECT beat FROM health WHERE id = 1");
            return get.Number();
        });
        if (read is null || read < written)
            throw new InvalidOperationException($"{database.Path} does not give back what was written.");
    }
}
