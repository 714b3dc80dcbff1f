using JointQP.Grains.Interfaces.Hosting;
using JointQP.Grains.Storage;
using JointQP.Silo.Storage.Postgres;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Storage;

namespace JointQP.Silo.Storage;

internal static class StorageExtensions
{
    /// <summary>Keeps stages, metrics, logs and grain state in the SQLite file of a data directory, which is brought to the present form here.</summary>
    public static ISiloBuilder AddSqliteStorage(this ISiloBuilder silo, string dataDirectory)
    {
        var database = new SqliteDatabase(dataDirectory);
        SqliteSchema.Ensure(database);
        // By factory, so that the container closes it.
        silo.Services.AddSingleton(_ => database);
        return silo.AddSqliteStorage(database, dataDirectory);
    }

    /// <summary>The same over a database that is at hand, in the present form and closed by who opened it.</summary>
    public static ISiloBuilder AddSqliteStorage(this ISiloBuilder silo, SqliteDatabase database, string dataDirectory)
    {
        silo.Services.TryAddSingleton(database);
        silo.Services.TryAddSingleton<SqliteWriter>();
        silo.Services.AddSingleton<IStorageProbe, SqliteProbe>();
        silo.Services.AddSingleton<IStageStore, SqliteStageStore>();
        silo.Services.AddSingleton<IMetricStore, SqliteMetricStore>();
        silo.Services.AddSingleton<IStudyLog, SqliteStudyLog>();
        // Orleans' name for SQLite; since version 10 it stands for Microsoft.Data.Sqlite.
        return silo.AddFiles(dataDirectory).AddGrainState("System.Data.SQLite", database);
    }

    /// <summary>Keeps all that in a PostgreSQL database, which has the present form already.</summary>
    public static ISiloBuilder AddPostgresStorage(this ISiloBuilder silo, PostgresDatabase database, string dataDirectory)
    {
        silo.Services.AddSingleton(_ => database);
        silo.Services.AddDatabaseExceptions();
        silo.Services.AddSingleton<PostgresMetricWriter>();
        silo.Services.AddSingleton<IStorageProbe, PostgresProbe>();
        silo.Services.AddSingleton<IStageStore, PostgresStageStore>();
        silo.Services.AddSingleton<IMetricStore, PostgresMetricStore>();
        silo.Services.AddSingleton<IStudyLog, PostgresStudyLog>();
        return silo.AddFiles(dataDirectory).AddGrainState(ClusterDatabase.Invariant, database.Source);
    }

    /// <summary>What is kept in files of the data directory either way: checkpoints, and measured rates.</summary>
    private static ISiloBuilder AddFiles(this ISiloBuilder silo, string dataDirectory)
    {
        silo.Services.AddSingleton(new CheckpointFolders(dataDirectory));
        silo.Services.AddSingleton<ICheckpointFolders>(services => services.GetRequiredService<CheckpointFolders>());
        silo.Services.AddHostedService<LateFiles>();
        silo.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<RateBookKeeper>(services, dataDirectory));
        silo.Services.AddSingleton<IStageRates>(services => services.GetRequiredService<RateBookKeeper>());
        silo.Services.AddHostedService(services => services.GetRequiredService<RateBookKeeper>());
        return silo;
    }

    private static ISiloBuilder AddGrainState(this ISiloBuilder silo, string invariant, System.Data.Common.DbDataSource source) =>
        silo.AddAdoNetGrainStorage(GrainStorage.Name, options => options.Configure<Orleans.Serialization.Serializer>((storage, serializer) =>
        {
            storage.Invariant = invariant;
            storage.DataSource = source;
            storage.GrainStorageSerializer = new PackedStates(new OrleansGrainStorageSerializer(serializer));
        }));
}
