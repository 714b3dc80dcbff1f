using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Grains.Interfaces.Studies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace JointQP.Benchmarks.Durability;

/// <summary>A real silo in a process of its own, without workers, and a client of it.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("jointqp-durability-").FullName;
    private readonly Process _silo;
    private readonly IHost _client;

    private SiloProcess(string? database)
    {
        var gateway = FreePort();
        string[] member = database is null ? [] : ["--address", "127.0.0.1"];
        var start = new ProcessStartInfo(
            "dotnet", [Program, "--data", _data, "--http-port", Text(FreePort()), "--silo-port", Text(FreePort()), "--gateway-port", Text(gateway), .. member])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        // Not on the command line: it may hold a password.
        start.Environment[ClusterDatabase.Variable] = database ?? "";
        _silo = Process.Start(start)!;
        while (_silo.StandardOutput.ReadLine() is { } line && !line.Contains("Ready:", StringComparison.Ordinal))
        {
            // Until it is ready or has ended, and then said why itself.
        }

        if (_silo.HasExited)
            throw new InvalidOperationException("The silo did not start; what it said stands above.");
        _ = _silo.StandardOutput.ReadToEndAsync();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client => client
            .UseStaticClustering(new IPEndPoint(IPAddress.Loopback, gateway))
            .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (SiloEndpoint.ClusterId, SiloEndpoint.ClusterId)));
        _client = builder.Build();
    }

    public IGrainFactory Grains => _client.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts it and connects.</summary>
    /// <param name="database">A PostgreSQL database that was migrated; null for SQLite.</param>
    public static async Task<SiloProcess> Start(string? database)
    {
        SiloProcess silo = new(database);
        await silo._client.StartAsync();
        return silo;
    }

    /// <summary>Launches a study of so many trials of one stage each.</summary>
    /// <param name="name">Its name, new in the database.</param>
    /// <param name="trials">How many.</param>
    public async Task Launch(string name, int trials)
    {
        var text = $$"""
            name: {{name}}
            seeds: {{trials}}
            sharing: none
            experiments:
              - name: e
                dataset: fashion-mnist-sample
                samples: { train: 512, validation: 128, test: 256 }
                network: convnet
                training: { epochs: 1 }
                schedules: [float]
            """;
        var reply = await Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).Launch(new StudyLaunch(name, text));
        if (reply.Outcome != LaunchOutcome.Launched)
            throw new InvalidOperationException($"The study was not launched: {string.Join(", ", reply.Problems)}");
    }

    public async ValueTask DisposeAsync()
    {
        await _client.StopAsync();
        _client.Dispose();
        _silo.Kill();
        await _silo.WaitForExitAsync();
        _silo.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private static string Program
    {
        get
        {
            // artifacts/bin/PROJECT/CONFIGURATION
            var here = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
            return Path.GetFullPath(Path.Combine(here.FullName, "..", "..", "Silo", here.Name, "JointQP.Silo.dll"));
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
