using JointQP.Worker.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace JointQP.Tests.Training.Worker;

public sealed class GrainCallsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly HeardLog _log = new();

    [Fact]
    public async Task Call_ClusterTakesNothing_TellsWhyAtOnceAndThenEveryHalfMinute()
    {
        using var over = new CancellationTokenSource();
        var calls = 0;
        var call = new GrainCalls(new SiloContact(_time), _time, _log).Call<int>(
            () =>
            {
                calls++;
                throw new TimeoutException("the database is away");
            },
            over.Token);

        Assert.Equal(["The cluster takes nothing at the moment, and is asked until it does: the database is away"], _log.Told);
        // A retry waits two seconds at most, so that each turn of the clock is one.
        for (var turn = 0; turn < 16; turn++)
            _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(2, _log.Told.Count);
        Assert.InRange(calls, 10, 40);
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Call_Answered_TellsNothing()
    {
        Assert.Equal(7, await new GrainCalls(new SiloContact(_time), _time, _log).Call(() => Task.FromResult(7), TestContext.Current.CancellationToken));
        Assert.Empty(_log.Told);
    }

    private sealed class HeardLog : ILogger<GrainCalls>
    {
        public List<string> Told { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Told.Add(formatter(state, exception));
    }
}
