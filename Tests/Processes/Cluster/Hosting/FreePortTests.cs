using System.Net;
using JointQP.Silo.Hosting;

namespace JointQP.Tests.Processes.Cluster.Hosting;

/// <summary>Ports that are found now and listened on later.</summary>
public sealed class FreePortTests
{
    [Fact]
    public void Require_Zero_NeverAnswersAPortTwice()
    {
        // The system, asked this often, does so all but surely.
        const int Times = 500;

        Assert.Equal(Times, Enumerable.Range(0, Times).Select(_ => FreePort.Require(IPAddress.Loopback, 0, "--http-port")).Distinct().Count());
    }
}
