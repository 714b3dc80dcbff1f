using System.Collections.Immutable;
using System.Globalization;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Processes.Harness;

/// <summary>A silo with its workers on one machine.</summary>
internal sealed class LocalCluster(Patience patience) : TestCluster(patience)
{
    private readonly HttpClient _http = new();
    private StageTable? _stages;
    private ChildProcess? _silo;

    /// <summary>The silo that was started last.</summary>
    public ChildProcess Silo => _silo ?? throw new InvalidOperationException("No silo was started.");

    /// <summary>Where that silo listens.</summary>
    public SiloEndpoint Endpoint { get; private set; } = null!;

    /// <summary>The stored stages; there once a silo has been ready.</summary>
    public StageTable Stages => _stages ??= new StageTable(Data);

    /// <summary>Starts a silo and waits until it is ready.</summary>
    /// <param name="workers">Its workers.</param>
    /// <param name="gatewayPort">Where workers connect; 0 for a free port.</param>
    public async Task Start(int workers, int gatewayPort = 0)
    {
        _silo = Run(
            Programs.Silo, "--data", Data, "--workers", Text(workers), "--http-port", "0", "--silo-port", "0", "--gateway-port", Text(gatewayPort));
        var silo = _silo;
        Endpoint = await Patience.For(
            () =>
            {
                Assert.False(silo.HasExited, $"The silo ended before it was ready: {silo.Errors}");
                return SiloEndpoint.Read(Path.Combine(Data, SiloEndpoint.FileName)) is { } found && found.ProcessId == silo.Id ? found : null;
            },
            "the silo to be ready");
    }

    /// <summary>Stops the silo and its workers in an orderly way.</summary>
    public async Task Stop()
    {
        Silo.Send(Signal.Terminate);
        Assert.Equal(0, await Silo.Exit(Patience));
        Assert.Empty(ProcessTable.On(Data));
    }

    /// <summary>The worker processes that run now, also those of an earlier silo.</summary>
    public List<RunningProcess> Workers() => [.. ProcessTable.On(Data).Where(process => process.Slot is not null)];

    /// <summary>The only process of a slot.</summary>
    public RunningProcess Worker(string slot) => Workers().Single(worker => worker.Slot == slot);

    /// <summary>What the worker of a slot printed in this life of the silo.</summary>
    public string WorkerLog(string slot)
    {
        using var stream = new FileStream(
            Path.Combine(Data, "logs", $"worker-{slot.Split('-')[1]}.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public override Task<ImmutableDictionary<string, StageRecord>> StagesOf(string study) => Stages.Read(study);

    public Task<HttpResponseMessage> Get(string path) =>
        _http.GetAsync(new Uri($"http://127.0.0.1:{Endpoint.HttpPort}{path}"), Patience.Token);

    public async Task<string> Metrics()
    {
        using var response = await Get("/metrics");
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(Patience.Token);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_stages is not null)
            await _stages.DisposeAsync();
        _http.Dispose();
        await base.DisposeAsync();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
