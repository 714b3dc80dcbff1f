using JointQP.Tests.Processes.Harness;

namespace JointQP.Tests.Processes.Processes;

/// <summary>How a worker ends by itself.</summary>
public sealed class WorkerTests : ProcessTest
{
    [Fact]
    public async Task Start_NoSilo_EndsWithTheCodeForItAndSaysSoInALine()
    {
        using var free = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        free.Start();
        var port = ((System.Net.IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();

        var worker = Cluster.Run(Programs.Worker, "--slot", "w", "--gateway-port", $"{port}", "--data", Cluster.Data, "--silo-timeout", "1");

        Assert.Equal(3, await worker.Exit(Patience));
        Assert.StartsWith($"No answer from a silo on port {port}", worker.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', worker.Errors);
    }
}
