using JointQP.Grains.Interfaces.Hosting;
using JointQP.Silo.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JointQP.Tests.Processes.Cluster;

/// <summary>The silo as it is run, on free ports in this process, over a real SQLite file.</summary>
internal sealed class RunningSilo : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly DataDirectory _directory;

    private RunningSilo(WebApplication application, DataDirectory directory, SiloEndpoint endpoint)
    {
        (_application, _directory, Endpoint) = (application, directory, endpoint);
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{endpoint.HttpPort}/") };
    }

    public SiloEndpoint Endpoint { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _application.Services;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public static async Task<RunningSilo> Start(string folder, Action<IServiceCollection>? change = null)
    {
        var options = new SiloOptions
        {
            DataDirectory = folder,
            HttpPort = FreePort.Require(System.Net.IPAddress.Loopback, 0, "--http-port"),
            SiloPort = FreePort.Require(System.Net.IPAddress.Loopback, 0, "--silo-port"),
            GatewayPort = FreePort.Require(System.Net.IPAddress.Loopback, 0, "--gateway-port"),
        };
        var endpoint = new SiloEndpoint(
            Environment.ProcessId, "here", TimeProvider.System.GetLocalNow(), options.GatewayPort, options.SiloPort, options.HttpPort);
        var directory = DataDirectory.Open(folder, endpoint);
        var application = SiloApplication.Build(options, directory, endpoint, change);
        await application.StartAsync();
        return new RunningSilo(application, directory, endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _application.StopAsync();
        await _application.DisposeAsync();
        _directory.Dispose();
    }
}
