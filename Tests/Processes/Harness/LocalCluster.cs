using System.Globalization;
using System.Text.Json;
using JointQP.Grains.Interfaces.Hosting;

namespace JointQP.Tests.Processes.Harness;

/// <summary>A silo, its workers and the console as processes on a data directory of their own. Nothing of it outlives the test.</summary>
internal sealed class LocalCluster(Patience patience) : IAsyncDisposable
{
    private readonly List<ChildProcess> _children = [];
    private readonly HttpClient _http = new();
    private StageTable? _stages;
    private ChildProcess? _silo;

    public string Data { get; } = Directory.CreateTempSubdirectory("jointqp-test-").FullName;

    public Patience Patience => patience;

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
        Endpoint = await patience.For(
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
        Assert.Equal(0, await Silo.Exit(patience));
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

    /// <summary>Runs the console on the data directory to its end.</summary>
    public async Task<ChildProcess> Console(params string[] arguments)
    {
        var console = Run(Programs.Console, [.. arguments, "--data", Data]);
        await console.Exit(patience);
        return console;
    }

    /// <summary>Runs the console to its end, which must be a good one, and reads the JSON that it prints.</summary>
    public async Task<JsonElement> Ask(params string[] arguments)
    {
        var console = await Console([.. arguments, "-o", "json"]);
        Assert.True(console.ExitCode == 0, $"jointqp {string.Join(' ', arguments)}: exit code {console.ExitCode}, {console.Errors}");
        return JsonElement.Parse(console.Output);
    }

    /// <summary>Starts a program that ends with the test at the latest.</summary>
    public ChildProcess Run(string program, params string[] arguments) => Keep(ChildProcess.Start(program, arguments));

    /// <summary>The same, as a command that was typed in a terminal.</summary>
    public ChildProcess Type(string program, params string[] arguments) => Keep(ChildProcess.Start(program, arguments, leader: true));

    public Task<HttpResponseMessage> Get(string path) =>
        _http.GetAsync(new Uri($"http://127.0.0.1:{Endpoint.HttpPort}{path}"), patience.Token);

    public async Task<string> Metrics()
    {
        using var response = await Get("/metrics");
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(patience.Token);
    }

    /// <summary>Everything that any process said, for a person who looks for the cause of a failure.</summary>
    public string Report()
    {
        var said = _children.Select((child, at) => $"--- program {at}, process {child.Id}\n{child.Output}\n{child.Errors}").ToList();
        var logs = Path.Combine(Data, "logs");
        if (Directory.Exists(logs))
            said.AddRange(Directory.EnumerateFiles(logs).Order(StringComparer.Ordinal).Select(file => $"--- {Path.GetFileName(file)}\n{File.ReadAllText(file)}"));
        return string.Join('\n', said);
    }

    public async ValueTask DisposeAsync()
    {
        // The silo first, so that it starts no worker again; a stopped process can be killed too.
        _children.ForEach(child => child.Dispose());
        while (ProcessTable.On(Data) is { Count: > 0 } left)
        {
            left.ForEach(process => Signal.Kill.Send(process.Id));
            await Task.Yield();
        }

        if (_stages is not null)
            await _stages.DisposeAsync();
        _http.Dispose();
        Directory.Delete(Data, recursive: true);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private ChildProcess Keep(ChildProcess child)
    {
        _children.Add(child);
        return child;
    }
}
