using System.Threading.Channels;
using JointQP.Silo.Supervision;
using JointQP.Tests.Processes.Harness;
using Microsoft.Extensions.Logging;

namespace JointQP.Tests.Processes.Cluster.Hosting;

/// <summary>Beside no other test: a process that another starts while a script is being written holds it open, and it cannot be run.</summary>
[Collection(nameof(ProcessCollection))]
public sealed class WorkerSupervisorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HeardLog _log = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private WorkerSupervisor Supervise(string script)
    {
        var program = Path.Combine(_folder.Path, "worker");
        File.WriteAllText(program, "#!/bin/sh\n" + script + "\n");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the made-up worker is a shell script");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return new WorkerSupervisor(new LocalWorkers(1, program, _folder.Path, 30001), TimeProvider.System, _log);
    }

    [Fact]
    public async Task Run_WorkerEnds_IsStartedAgain()
    {
        using var supervisor = Supervise("echo \"$@\" OMP=$OMP_NUM_THREADS ARENAS=$MALLOC_ARENA_MAX nice=$(nice); exit 3");
        await supervisor.StartAsync(Cancellation);

        await _log.Hear("runs as process");
        await _log.Hear("ended with exit code 3");
        await _log.Hear("started again in 0.5 s");
        await _log.Hear("runs as process");
        await _log.Hear("started again in 1 s");
        await supervisor.StopAsync(Cancellation);

        var printed = await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "logs", "worker-0.log"), Cancellation);
        Assert.StartsWith($"--slot local-0 --gateway-port 30001 --data {_folder.Path} --device cpu OMP=1 ARENAS=1 ", printed[0], StringComparison.Ordinal);
        Assert.Matches("nice=1[0-9]$", printed[0]);
    }

    [Fact]
    public async Task Stop_WorkerRuns_IsAskedToEndFirst()
    {
        using var supervisor = Supervise("trap 'exit 5' TERM; echo up; while :; do sleep 0.05; done");
        await supervisor.StartAsync(Cancellation);
        await _log.Hear("runs as process");
        // A shell that has not yet set its trap would be ended by the signal itself, with 143.
        var log = Path.Combine(_folder.Path, "logs", "worker-0.log");
        while (new FileInfo(log) is not { Exists: true, Length: > 0 })
            await Task.Yield();

        await supervisor.StopAsync(Cancellation);

        await _log.Hear("stopped with exit code 5");
    }

    [Fact]
    public async Task Run_ProgramCannotBeStarted_SaysSoAndTriesAgain()
    {
        using var supervisor = new WorkerSupervisor(
            new LocalWorkers(1, Path.Combine(_folder.Path, "nothing.exe"), _folder.Path, 1), TimeProvider.System, _log);
        await supervisor.StartAsync(Cancellation);

        await _log.Hear("started again in 0.5 s");
        await supervisor.StopAsync(Cancellation);
    }

    public void Dispose() => _folder.Dispose();

    private sealed class HeardLog : ILogger<WorkerSupervisor>
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

        public async Task Hear(string part)
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(Cancellation))
            {
                if (line.Contains(part, StringComparison.Ordinal))
                    return;
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Writer.TryWrite(formatter(state, exception));
    }
}
