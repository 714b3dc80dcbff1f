namespace JointQP.Client.Hosting;

/// <summary>A failure that was to be expected: its message names the place and the mend, and no stack trace is shown.</summary>
internal sealed class ConsoleException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>One of <see cref="ExitCode"/>.</summary>
    public int Code { get; } = exitCode;
}
