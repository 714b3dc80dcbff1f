using JointQP.Grains.Interfaces.Hosting;

namespace JointQP.Silo.Hosting;

/// <summary>Tells where the silo listens once everything runs, and takes it back first thing when it stops.</summary>
internal sealed partial class EndpointFile(
    DataDirectory directory, SiloEndpoint endpoint, IHostApplicationLifetime lifetime, ILogger<EndpointFile> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() =>
        {
            directory.Publish(endpoint);
            LogReady(directory.Path, endpoint.GatewayPort, endpoint.HttpPort);
        });
        lifetime.ApplicationStopping.Register(directory.Withdraw);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "Ready: data in {Directory}, gateway on port {GatewayPort}, http://127.0.0.1:{HttpPort}/metrics")]
    private partial void LogReady(string directory, int gatewayPort, int httpPort);
}
