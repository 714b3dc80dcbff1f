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
        var options = Options(folder, of => of == option ? port : 0);
        var self = Endpoint(options);
        using var directory = DataDirectory.Open(folder.Path, self);
        await using var silo = SiloApplication.Build(options, directory, self);

        // One that starts all the same must not be waited for.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        var told = await Assert.ThrowsAsync<SetupException>(() => SiloApplication.Serve(silo, options, limit.Token));

        Assert.Contains($"{option} {port}", told.Message, StringComparison.Ordinal);
        // Only the web server comes after the silo.
        if (option == "--http-port")
            Assert.True(silo.Lifetime.ApplicationStopped.IsCancellationRequested);
    }

    [Fact]
    public async Task Serve_ToldToStopWhileItStarts_LeavesInGoodOrderAndThatIsNoError()
    {
        using var folder = new TemporaryFolder();
        var options = Options(folder, _ => 0);
        var self = Endpoint(options);
        using var directory = DataDirectory.Open(folder.Path, self);
        await using var silo = SiloApplication.Build(options, directory, self, services => services.AddHostedService<Hasty>());

        await SiloApplication.Serve(silo, options, TestContext.Current.CancellationToken);

        Assert.True(silo.Lifetime.ApplicationStopped.IsCancellationRequested);
        Assert.False(silo.Lifetime.ApplicationStarted.IsCancellationRequested);
    }

    /// <param name="folder">For its data.</param>
    /// <param name="taken">The port of an option that is taken; 0 for a free one.</param>
    private static SiloOptions Options(TemporaryFolder folder, Func<string, int> taken)
    {
        int PortOf(string option) => taken(option) is > 0 and var port ? port : FreePort.Require(IPAddress.Loopback, 0, option);
        return new() { DataDirectory = folder.Path, HttpPort = PortOf("--http-port"), SiloPort = PortOf("--silo-port"), GatewayPort = PortOf("--gateway-port") };
    }

    private static SiloEndpoint Endpoint(SiloOptions options) =>
        new(Environment.ProcessId, "here", TimeProvider.System.GetLocalNow(), options.GatewayPort, options.SiloPort, options.HttpPort);

    /// <summary>Starts when the silo has joined, and is told to stop then.</summary>
    private sealed class Hasty(IHostApplicationLifetime lifetime) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            lifetime.StopApplication();
            cancellationToken.ThrowIfCancellationRequested();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
