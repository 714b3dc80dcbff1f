using System.Globalization;
using System.Net;
using System.Net.Sockets;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Grains.Interfaces.Studies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Orleans.Configuration;

namespace JointQP.Benchmarks.Durability;

/// <summary>Real silos in processes of their own and a client of them, which is configured as workers are: one silo over SQLite, or some over PostgreSQL.</summary>
internal sealed class RealCluster : IAsyncDisposable
{
    private readonly string? _database;
    private readonly RealProcess[] _silos;
    private readonly (string Silo, string Gateway, string Http)[] _ports;
    private readonly IHost _client;

    private RealCluster(string? database, int silos)
    {
        _database = database;
        Name = database is null ? SiloEndpoint.ClusterId : "bench-" + Guid.NewGuid().ToString("N")[..8];
        _silos = new RealProcess[silos];
        _ports = [.. Enumerable.Range(0, silos).Select(_ => (FreePort(), FreePort(), FreePort()))];
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client =>
        {
            if (database is null)
                client.UseStaticClustering(new IPEndPoint(IPAddress.Loopback, int.Parse(_ports[0].Gateway, CultureInfo.InvariantCulture)));
            else
                client.UseAdoNetClustering(clustering => (clustering.Invariant, clustering.DataSource) = (ClusterDatabase.Invariant, NpgsqlDataSource.Create(ClusterDatabase.Completed(database))));
            client.Services.AddDatabaseExceptions();
            client.AddOutgoingGrainCallFilter<AbandonedActivations>()
                .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (Name, Name))
                .Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(1))
                .Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(5));
        });
        _client = builder.Build();
    }

    /// <summary>The data directory that all share.</summary>
    public string Data { get; } = Directory.CreateTempSubdirectory("jointqp-durability-").FullName;

    public IGrainFactory Grains => _client.Services.GetRequiredService<IGrainFactory>();

    /// <summary>The cluster's name: of its own in a database, so that no dead of earlier runs are members.</summary>
    public string Name { get; }

    /// <summary>Starts it and connects.</summary>
    /// <param name="database">A PostgreSQL database that was migrated; null for SQLite.</param>
    /// <param name="silos">How many; 1 over SQLite.</param>
    public static async Task<RealCluster> Start(string? database, int silos = 1)
    {
        RealCluster cluster = new(database, silos);
        await Task.WhenAll(Enumerable.Range(0, silos).Select(cluster.StartSilo));
        await cluster._client.StartAsync();
        return cluster;
    }

    /// <summary>Starts a silo, on the ports of the one before it with this number, and waits until it is ready.</summary>
    public async Task StartSilo(int number)
    {
        var (silo, gateway, http) = _ports[number];
        string[] member = _database is null ? [] : ["--address", "127.0.0.1", "--cluster", Name];
        _silos[number] = new RealProcess("Silo", _database, ["--data", Data, "--http-port", http, "--silo-port", silo, "--gateway-port", gateway, .. member]);
        await _silos[number].Ready();
    }

    /// <summary>SIGKILL to a silo.</summary>
    public Task KillSilo(int number) => _silos[number].Kill();

    /// <summary>Starts a worker process that finds the silos through the database.</summary>
    public RealProcess StartWorker(string slot)
    {
        RealProcess worker = new("Worker", _database, "--data", Data, "--slot", slot, "--cluster", Name);
        worker.Swallow();
        return worker;
    }

    /// <summary>Launches a study of so many trials of one stage each.</summary>
    /// <param name="name">Its name, new in the database.</param>
    /// <param name="trials">How many.</param>
    public Task Launch(string name, int trials) => Launch(
        name,
        $$"""
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
        """);

    /// <summary>Launches a study.</summary>
    public async Task Launch(string name, string text)
    {
        var reply = await Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).Launch(new StudyLaunch(name, text));
        if (reply.Outcome != LaunchOutcome.Launched)
            throw new InvalidOperationException($"The study was not launched: {string.Join(", ", reply.Problems)}");
    }

    public async ValueTask DisposeAsync()
    {
        await _client.StopAsync();
        _client.Dispose();
        foreach (var silo in _silos)
            await silo.DisposeAsync();
        Directory.Delete(Data, recursive: true);
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
