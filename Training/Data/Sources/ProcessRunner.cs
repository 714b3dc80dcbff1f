using System.ComponentModel;
using System.Diagnostics;

namespace JointQP.Training.Data.Sources;

/// <summary>How a program ended and the last it said.</summary>
/// <param name="ExitCode">0 for success.</param>
/// <param name="Output">Its last lines, both streams together.</param>
internal sealed record ProcessResult(int ExitCode, IReadOnlyList<string> Output);

/// <summary>Runs programs of the system.</summary>
internal interface IProcessRunner
{
    /// <summary>Whether this system has the program.</summary>
    bool Has(string program);

    /// <summary>Runs a program to its end; it and its children are killed at the limit and on cancellation.</summary>
    /// <exception cref="TimeoutException">It ran into the limit.</exception>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    Task<ProcessResult> RunAsync(string program, IReadOnlyList<string> arguments, string folder, TimeSpan limit, CancellationToken cancellationToken);
}

/// <inheritdoc/>
internal sealed class ProcessRunner(TimeProvider time) : IProcessRunner
{
    private const int KeptLines = 20;
    private static readonly TimeSpan AfterKill = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <inheritdoc/>
    public async Task<ProcessResult> RunAsync(
        string program, IReadOnlyList<string> arguments, string folder, TimeSpan limit, CancellationToken cancellationToken)
    {
        // Closed standard input: nothing here may wait for a person. English messages: their first letters tell errors from the rest.
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["LC_ALL"] = "C" },
            },
        };
        var output = new Queue<string>();
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await process.WaitForExitAsync(either.Token);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(AfterKill, time, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"{program} was not done within {limit.TotalSeconds:0} s", e);
        }

        lock (output)
            return new ProcessResult(process.ExitCode, [.. output]);

        void Keep(string? line)
        {
            if (string.IsNullOrWhiteSpace(line))
                return;
            lock (output)
            {
                output.Enqueue(line.Trim());
                if (output.Count > KeptLines)
                    output.Dequeue();
            }
        }
    }
}
