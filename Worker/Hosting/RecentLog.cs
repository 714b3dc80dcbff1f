using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JointQP.Worker.Hosting;

/// <summary>The last lines that this worker logged, to be sent along when a stage fails: whoever asks why need not find the machine first.</summary>
internal sealed class RecentLog(TimeProvider time) : ILoggerProvider
{
    /// <summary>Lines that are kept; an exception with its stack is one.</summary>
    public const int Kept = 20;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = [];

    /// <summary>What is kept now, from first to last.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
                return [.. _lines];
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Add(string line)
    {
        lock (_gate)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Kept)
                _lines.Dequeue();
        }
    }

    private sealed class Logger(RecentLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var level = logLevel > LogLevel.Information ? logLevel.ToString().ToLowerInvariant() + ": " : "";
            var reason = exception is null ? "" : "\n" + exception;
            log.Add(FormattableString.Invariant($"{log.Now:HH:mm:ss} {level}{formatter(state, exception)}{reason}"));
        }
    }

    private DateTimeOffset Now => time.GetLocalNow();
}

/// <summary>Registers the recent log.</summary>
internal static class RecentLogHosting
{
    /// <summary>Keeps the last lines of all that is logged, beside wherever else it goes.</summary>
    public static IServiceCollection AddRecentLog(this IServiceCollection services) => services
        .AddSingleton<RecentLog>()
        .AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<RecentLog>());
}
