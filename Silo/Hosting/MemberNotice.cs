using JointQP.Silo.Storage.Postgres;

namespace JointQP.Silo.Hosting;

/// <summary>Tells where a silo of a cluster listens, once it is a member, and when it begins to leave.</summary>
internal sealed partial class MemberNotice(
    SiloOptions options, PostgresDatabase database, ILocalSiloDetails silo, IHostApplicationLifetime lifetime, ILogger<MemberNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() => LogReady(
            options.Cluster, database.Place, silo.SiloAddress.Endpoint.ToString(), silo.GatewayAddress?.Endpoint.Port ?? options.GatewayPort, options.HttpPort));
        lifetime.ApplicationStopping.Register(LogLeaving);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "Ready: member of cluster {Cluster} in {Database} as {Endpoint}, gateway on port {GatewayPort}, /metrics and /healthz on port {HttpPort}")]
    private partial void LogReady(string cluster, string database, string endpoint, int gatewayPort, int httpPort);

    [LoggerMessage(LogLevel.Information, "Leaving the cluster: what this silo holds goes to the others")]
    private partial void LogLeaving();
}
