using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using JointQP.Silo.Hosting;
using JointQP.Silo.Storage.Postgres;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Processes.Harness;

/// <summary>Several silos over a PostgreSQL database, and workers that find them there.</summary>
internal sealed class SiloCluster : TestCluster
{
    // Never the same twice: a silo that is starting does not listen yet.
    private static int _lastPort = RandomNumberGenerator.GetInt32(15_000, 30_000);

    private readonly string _connectionString;
    private readonly PostgresDatabase _database;
    private readonly PostgresStageStore _stages;
    private readonly Dictionary<int, string[]> _ports = [];

    private SiloCluster(Patience patience, PostgresServer server, string connectionString)
        : base(patience)
    {
        (Server, _connectionString) = (server, connectionString);
        _database = PostgresDatabase.Of(connectionString);
        _stages = new PostgresStageStore(_database);
    }

    public PostgresServer Server { get; }

    /// <summary>Where silos on this machine are reached.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>The silos that were started last, by number.</summary>
    public Dictionary<int, ChildProcess> Silos { get; } = [];

    /// <summary>The workers that were started last, by slot.</summary>
    public Dictionary<string, ChildProcess> Workers { get; } = [];

    protected override string Database => _connectionString;

    /// <summary>A cluster of which nothing runs yet, in a new database.</summary>
    public static async Task<SiloCluster> Create(Patience patience, PostgresServer server, string address = "127.0.0.1") =>
        new(patience, server, await server.NewDatabase()) { Address = address };

    public override Task<ImmutableDictionary<string, StageRecord>> StagesOf(string study) => Read(async () =>
        (await _stages.Load(study)).ToImmutableDictionary(stage => stage.Id, StringComparer.Ordinal));

    /// <summary>Starts silos and waits until they are members.</summary>
    public Task StartSilos(params int[] numbers) => Task.WhenAll(numbers.Select(number => StartSilo(number)));

    /// <summary>Starts a silo, on the ports of the one before it with this number, and waits until it is a member.</summary>
    public async Task StartSilo(int number, CutOff? at = null)
    {
        if (!_ports.TryGetValue(number, out var ports))
            _ports.Add(number, ports = [Port(), Port(), Port()]);
        var silo = Start(Programs.Silo, at, "--address", at?.Inside ?? Address, "--silo-port", ports[0], "--gateway-port", ports[1], "--http-port", ports[2]);
        Silos[number] = silo;
        await Patience.Until(() => silo.HasExited || silo.Output.Contains("Ready:", StringComparison.Ordinal), "the silo to be a member");
        Assert.False(silo.HasExited, $"The silo ended before it was ready: {silo.Errors}");
    }

    public void StartWorkers(params string[] slots)
    {
        foreach (var slot in slots)
            StartWorker(slot);
    }

    public void StartWorker(string slot, CutOff? at = null) => Workers[slot] = Start(Programs.Worker, at, "--slot", slot, "--grace", "10");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>A port below those that the system gives to outgoing connections: it must be free again when the silo comes back.</summary>
    private static string Port()
    {
        while (true)
        {
            try
            {
                return FreePort.Require(System.Net.IPAddress.Any, Interlocked.Increment(ref _lastPort), "").ToString(CultureInfo.InvariantCulture);
            }
            catch (SetupException)
            {
                // Taken.
            }
        }
    }

    private ChildProcess Start(string program, CutOff? at, params string[] arguments) =>
        Keep(ChildProcess.Start(program, ["--data", Data, .. arguments], at?.Through, at is null ? Database : Server.BySocket(_connectionString)));

    /// <summary>While the server is away there is nothing to read; it comes back.</summary>
    private async Task<T> Read<T>(Func<Task<T>> read)
        where T : class => await Patience.For(
            async () =>
            {
                try
                {
                    return await read();
                }
                catch (Grains.Interfaces.Hosting.StorageException)
                {
                    return null;
                }
            },
            "the database");
}
