using JointQP.Client.Hosting;
using JointQP.Grains.Interfaces.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace JointQP.Tests.Unit.Client.Hosting;

public sealed class ClusterConnectionTests
{
    [Fact]
    public void Build_TakesAnAbandonedActivationForATimeout()
    {
        using var host = ClusterConnection.Build(client => client.UseLocalhostClustering(), verbose: false);

        Assert.Contains(host.Services.GetServices<IOutgoingGrainCallFilter>(), filter => filter is AbandonedActivations);
    }
}
