using System.Diagnostics;
using System.Globalization;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Silo.Hosting;
using Microsoft.Extensions.Hosting;

namespace JointQP.Tests.Processes.Cluster.Hosting;

/// <summary>The silo in a process of its own, started and killed as often as a test likes.</summary>
internal sealed class SiloProcess(string folder) : IDisposable
{
    private readonly int _gateway = FreePort.Require(System.Net.IPAddress.Loopback, 0, "--gateway-port");
    private Process? _process;

    /// <summary>Options with ports that no other silo of these tests has: one that looked for its own would not know those that others are about to use.</summary>
    public static string[] Ports(int? gateway = null)
    {
        string[] options = ["--http-port", "--silo-port", "--gateway-port"];
        return
        [
            .. options.SelectMany(option => new[]
            {
                option,
                (option == options[^1] && gateway is { } given ? given : FreePort.Require(System.Net.IPAddress.Loopback, 0, option)).ToString(CultureInfo.InvariantCulture),
            }),
        ];
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public SiloEndpoint Endpoint => SiloEndpoint.Read(Path.Combine(folder, SiloEndpoint.FileName))!;

    public async Task Start()
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true };
        string[] line =
        [
            Path.Combine(AppContext.BaseDirectory, "JointQP.Silo.dll"), "--data", folder, .. Ports(_gateway),
        ];
        foreach (var argument in line)
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        string said;
        do
            said = await _process.StandardOutput.ReadLineAsync(Cancellation) ?? throw new InvalidOperationException("The silo ended before it was ready.");
        while (!said.Contains("Ready:", StringComparison.Ordinal));
    }

    public async Task Kill()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(Cancellation);
    }

    /// <summary>An Orleans client; the caller disposes it.</summary>
    public async Task<IHost> Connect()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client => client.UseLocalhostClustering(_gateway, SiloEndpoint.ClusterId, SiloEndpoint.ClusterId));
        var host = builder.Build();
        await host.StartAsync(Cancellation);
        return host;
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process?.Dispose();
    }
}
