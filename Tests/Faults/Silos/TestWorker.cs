using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Tests.Faults.Simulation;
using JointQP.Worker;
using JointQP.Worker.Agent;
using JointQP.Worker.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JointQP.Tests.Faults.Silos;

/// <summary>One process of a slot: the worker as it is, but for its training and what carries its calls.</summary>
internal sealed class TestWorker : IHostApplicationLifetime, IDisposable
{
    private readonly TrainingThread _thread;
    private readonly WorkerAgent _agent;
    private readonly Func<string, SimulatedStudy> _studies;
    private volatile bool _told;
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TestWorker(SiloCluster cluster, Turmoil turmoil, Attempts attempts, Func<string, SimulatedStudy> studies, WorkerSlot slot, long incarnation)
    {
        (Turmoil, Attempts, Slot, Incarnation, StepTime) = (turmoil, attempts, slot.Name, incarnation, slot.StepTime);
        _studies = studies;
        Process = new WorkerProcess(turmoil.Time);
        WorkerOptions options = new() { Slot = Slot, GatewayPort = 1, DataDirectory = cluster.DataDirectory, CheckpointMemory = slot.Caches ? 1 : 0 };
        WorkerIdentity identity = new(Slot, incarnation, slot.Fingerprint);
        GrainCalls calls = new(new SiloContact(Process), Process, NullLogger<GrainCalls>.Instance);
        var cache = options.CreateCheckpointCache(Process);
        // What a process is: all that is started in it says so.
        WorkerCalls.Caller.Value = this;
        _thread = new TrainingThread();
        RecentLog recent = new(Process);
        AttemptRunner runner = new(
            cluster.Grains, calls, new SimulatedTrainer(this, studies, cache), _thread, new WorkerActivity(recent, Process), options, recent, Process, new Notes<AttemptRunner>(this));
        _agent = new WorkerAgent(cluster.Grains, calls, runner, cache, identity, new WorkerExit(this), Process, new Notes<WorkerAgent>(this));
        WorkerCalls.Caller.Value = null;
    }

    public Turmoil Turmoil { get; }

    public Attempts Attempts { get; }

    public WorkerProcess Process { get; }

    public string Slot { get; }

    public long Incarnation { get; }

    public TimeSpan StepTime { get; }

    /// <summary>Whether nothing reaches the cluster, and nothing comes back.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>When the cluster last answered anything, by the time that the process was awake.</summary>
    public TimeSpan AnsweredAt { get; private set; }

    /// <summary>Completes when the process has ended by itself.</summary>
    public Task Exited => _exited.Task;

    public CancellationToken ApplicationStarted => default;

    public CancellationToken ApplicationStopping => default;

    public CancellationToken ApplicationStopped => default;

    public void Start() => _ = Task.Run(async () =>
    {
        WorkerCalls.Caller.Value = this;
        await _agent.StartAsync(CancellationToken.None);
        try
        {
            await _agent.ExecuteTask!;
        }
        catch (Exception e) when (!_told && !Process.IsKilled)
        {
            Attempts.Break($"{Slot} (incarnation {Incarnation}) ended by itself: {e}");
        }
    });

    /// <summary>Tells it to stop; it gives its stage back.</summary>
    public void Stop() => _ = Task.Run(async () =>
    {
        _told = true;
        WorkerCalls.Caller.Value = this;
        await _agent.StopAsync(CancellationToken.None);
        Kill();
        _exited.TrySetResult();
    });

    /// <summary>An answer arrived.</summary>
    /// <param name="method">What was asked.</param>
    /// <param name="sent">When.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="about">The lease that it was asked about.</param>
    public void Hear(string method, DateTimeOffset sent, object? answer, LeaseToken? about)
    {
        AnsweredAt = Process.Awake;
        if (answer is WorkReply { Lease: { } lease })
            Attempts.Holds(lease.Token, sent + lease.Duration);
        if (answer is not StageReply reply || about is null)
            return;
        Attempts.Answered(this, about, reply);
        if (method == nameof(IStudyGrain.Renew) && reply != StageReply.Fenced)
            Attempts.Holds(about, sent + _studies(about.Study).Rules.Lease);
    }

    public void Kill()
    {
        Process.Kill();
        _thread.Dispose();
    }

    public void StopApplication()
    {
        Turmoil.Count("workers superseded", Slot);
        Stop();
    }

    public void Dispose()
    {
        Kill();
        _thread.Dispose();
        _agent.Dispose();
    }

    private sealed class Notes<T>(TestWorker worker) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (worker.Process.IsKilled)
                return;
            if (logLevel >= LogLevel.Error && exception is not null and not KilledException)
                worker.Attempts.Break($"{worker.Slot}: {formatter(state, exception)}: {exception}");
            else
                worker.Turmoil.Note($"{worker.Slot}: {formatter(state, exception)}");
        }
    }
}

/// <summary>A slot and the machine behind it.</summary>
/// <param name="Name">Unique in the cluster.</param>
/// <param name="Fingerprint">What it trains on.</param>
/// <param name="StepTime">How long a step takes.</param>
/// <param name="Caches">Whether it keeps checkpoints at hand.</param>
internal sealed record WorkerSlot(string Name, string Fingerprint, TimeSpan StepTime, bool Caches);
