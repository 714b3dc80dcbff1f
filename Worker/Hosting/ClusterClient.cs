using JointQP.Grains.Interfaces.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Configuration;

namespace JointQP.Worker.Hosting;

/// <summary>How a worker finds silos, and finds them again.</summary>
internal static partial class ClusterClient
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>How often it is told what is waited for.</summary>
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(10);

    /// <summary>Connects to the silo of this machine, or to whichever silos the cluster's database tells of.</summary>
    public static IClientBuilder UseSilos(this IClientBuilder client, WorkerOptions options, TimeProvider time, ILogger log)
    {
        if (options.Database is { } database)
        {
            client.Services.AddDatabaseExceptions();
            client.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.Cluster, options.Cluster))
                .UseAdoNetClustering(clustering =>
                {
                    clustering.Invariant = ClusterDatabase.Invariant;
                    clustering.DataSource = NpgsqlDataSource.Create(ClusterDatabase.Completed(database));
                });
        }
        else
        {
            client.UseLocalhostClustering(options.GatewayPort!.Value, SiloEndpoint.ClusterId, SiloEndpoint.ClusterId);
        }

        var (startedAt, toldAt) = (time.GetTimestamp(), time.GetTimestamp());
        return client
            .AddOutgoingGrainCallFilter<AbandonedActivations>()
            // A silo that comes back on its port is found within a second instead of a minute.
            .Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(1))
            .Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(5))
            .UseConnectionRetryFilter(async (e, stopping) =>
            {
                if (time.GetElapsedTime(toldAt) >= TellEvery)
                {
                    toldAt = time.GetTimestamp();
                    LogWaiting(log, options.Silos, e.Message);
                }

                await Task.Delay(Pause, time, stopping);
                return time.GetElapsedTime(startedAt) < options.SiloTimeout;
            });
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Waiting for {Silos}: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string silos, string reason);
}
