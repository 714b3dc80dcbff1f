using JointQP.Grains.Interfaces.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JointQP.Tests.Processes.Harness;

/// <summary>A live Orleans client, for messages that no program of ours would send.</summary>
internal sealed class ClusterClient : IAsyncDisposable
{
    private readonly IHost _host;

    private ClusterClient(IHost host) => _host = host;

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public static async Task<ClusterClient> Connect(LocalCluster cluster)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client =>
            client.UseLocalhostClustering(cluster.Endpoint.GatewayPort, SiloEndpoint.ClusterId, SiloEndpoint.ClusterId));
        var host = builder.Build();
        await host.StartAsync(cluster.Patience.Token);
        return new ClusterClient(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
