using JointQP.Grains.Interfaces.Hosting;
using JointQP.Worker;
using JointQP.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace JointQP.Tests.Training.Worker;

public sealed class ClusterClientTests
{
    [Fact]
    public void UseSilos_TakesAnAbandonedActivationForATimeout()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        WorkerOptions options = new() { Slot = "w0", GatewayPort = 1, DataDirectory = "unused" };
        builder.UseOrleansClient(client => client.UseSilos(options, TimeProvider.System, NullLogger.Instance));
        using var host = builder.Build();

        Assert.Contains(host.Services.GetServices<IOutgoingGrainCallFilter>(), filter => filter is AbandonedActivations);
    }
}
