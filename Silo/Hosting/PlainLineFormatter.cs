using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace JointQP.Silo.Hosting;

/// <summary>
/// One line for people: the time, the level when it is more than information, the message, and the exception. Who wrote it and under
/// which event id is left out; what goes wrong elsewhere than in JointQP names its category.
/// </summary>
internal sealed class PlainLineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "plain";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var level = logEntry.LogLevel > LogLevel.Information ? logEntry.LogLevel.ToString().ToLowerInvariant() + ": " : "";
        var source = logEntry.Category.StartsWith("JointQP.", StringComparison.Ordinal) ? "" : logEntry.Category + ": ";
        var reason = logEntry.Exception is { } exception ? " " + exception : "";
        var text = logEntry.Formatter(logEntry.State, logEntry.Exception) + reason;
        textWriter.WriteLine($"{time.GetLocalNow():yyyy-MM-dd HH:mm:ss} {level}{source}{text.ReplaceLineEndings(" ")}");
    }
}
