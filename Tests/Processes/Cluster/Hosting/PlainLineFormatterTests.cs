using JointQP.Silo.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace JointQP.Tests.Processes.Cluster.Hosting;

public sealed class PlainLineFormatterTests
{
    [Theory]
    [InlineData(LogLevel.Information, "JointQP.Silo.X", null, "2026-01-02 03:04:05 a message\n")]
    [InlineData(LogLevel.Warning, "JointQP.Silo.X", null, "2026-01-02 03:04:05 warning: a message\n")]
    [InlineData(LogLevel.Error, "Orleans.Y", "it broke", "2026-01-02 03:04:05 error: Orleans.Y: a message System.IO.IOException: it broke\n")]
    public void Write_Entry_IsOneLineForPeople(LogLevel level, string category, string? problem, string expected)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var exception = problem is null ? null : new IOException(problem);
        var entry = new LogEntry<string>(level, category, new EventId(7, "Event"), "a message", exception, (state, _) => state);
        using var line = new StringWriter { NewLine = "\n" };

        new PlainLineFormatter(time).Write(entry, scopeProvider: null, line);

        Assert.Equal(expected, line.ToString());
    }
}
