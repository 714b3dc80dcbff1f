using JointQP.Grains.Storage;
using Orleans.Storage;

namespace JointQP.Silo.Storage;

internal static class SqliteStorageExtensions
{
    /// <summary>Keeps stages, metrics, logs and grain state in the SQLite file of a data directory, which is brought to the present form here, and measured rates beside it.</summary>
    public static ISiloBuilder AddSqliteStorage(this ISiloBuilder silo, string dataDirectory)
    {
        var database = new SqliteDatabase(dataDirectory);
        SqliteSchema.Ensure(database);
        // By factory, so that the container closes it.
        silo.Services.AddSingleton(_ => database);
        silo.Services.AddSingleton<SqliteWriter>();
        silo.Services.AddSingleton<SqliteHealth>();
        silo.Services.AddSingleton<IStageStore, SqliteStageStore>();
        silo.Services.AddSingleton<IMetricStore, SqliteMetricStore>();
        silo.Services.AddSingleton<IStudyLog, SqliteStudyLog>();
        silo.Services.AddSingleton(new CheckpointFolders(dataDirectory));
        silo.Services.AddSingleton<ICheckpointFolders>(services => services.GetRequiredService<CheckpointFolders>());
        silo.Services.AddHostedService<LateFiles>();
        silo.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<RateBookKeeper>(services, dataDirectory));
        silo.Services.AddSingleton<IStageRates>(services => services.GetRequiredService<RateBookKeeper>());
        silo.Services.AddHostedService(services => services.GetRequiredService<RateBookKeeper>());
        return silo.AddAdoNetGrainStorage(GrainStorage.Name, options => options.Configure<Orleans.Serialization.Serializer>((storage, serializer) =>
        {
            // Orleans' name for SQLite; since version 10 it stands for Microsoft.Data.Sqlite.
            storage.Invariant = "System.Data.SQLite";
            storage.DataSource = database;
            storage.GrainStorageSerializer = new PackedStates(new OrleansGrainStorageSerializer(serializer));
        }));
    }
}
