using System.Collections.Immutable;
using JointQP.Silo.Storage;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Processes.Harness;

/// <summary>The stages of a data directory as they are stored, whether or not a silo runs on it.</summary>
internal sealed class StageTable : IAsyncDisposable
{
    private readonly SqliteDatabase _database;
    private readonly SqliteWriter _writer;
    private readonly SqliteStageStore _store;

    public StageTable(string dataDirectory)
    {
        _database = new SqliteDatabase(dataDirectory);
        _writer = new SqliteWriter(_database);
        _store = new SqliteStageStore(_database, _writer);
    }

    public async Task<ImmutableDictionary<string, StageRecord>> Read(string study) =>
        (await _store.Load(study)).ToImmutableDictionary(stage => stage.Id, StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _database.Dispose();
    }
}
