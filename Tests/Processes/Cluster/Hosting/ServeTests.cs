using System.Net;
using System.Net.Sockets;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JointQP.Tests.Processes.Cluster.Hosting;

/// <summary>A silo that began to start.</summary>
public sealed class ServeTests
{
    [Theory]
    [InlineData("--http-port")]
    [InlineData("--silo-port")]
    [InlineData("--gateway-port")]
    public async Task Serve_PortTakenSinceItWasFoundFree_LeavesInGoodOrderAndNamesPortAndOption(string option)
    {
        using var folder = new TemporaryFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        int PortOf(string of) => of == option ? port : FreePort.Require(IPAddress.Loopback, 0, of);
        var options = new SiloOptions
        {
            DataDirectory = folder.Path,
            HttpPort = PortOf("--http-port"),
            SiloPort = PortOf("--silo-port"),
            GatewayPort = PortOf("--gateway-port"),
        };
        var self = new SiloEndpoint(Environment.ProcessId, "here", TimeProvider.System.GetLocalNow(), options.GatewayPort, options.SiloPort, options.HttpPort);
        using var directory = DataDirectory.Open(folder.Path, self);
        await using var silo = SiloApplication.Build(options, directory, self);
        var lifetime = silo.Services.GetRequiredService<IHostApplicationLifetime>();

        // One that starts all the same must not be waited for.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        var told = await Assert.ThrowsAsync<SetupException>(() => SiloApplication.Serve(silo, options, limit.Token));

        Assert.Contains($"{option} {port}", told.Message, StringComparison.Ordinal);
        // Only the web server comes after the silo.
        if (option == "--http-port")
            Assert.True(lifetime.ApplicationStopped.IsCancellationRequested);
    }
}
