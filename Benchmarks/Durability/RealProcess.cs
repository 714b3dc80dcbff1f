using System.Diagnostics;
using JointQP.Grains.Interfaces.Hosting;

namespace JointQP.Benchmarks.Durability;

/// <summary>One of the product's programs in a process of its own, from the same build.</summary>
internal sealed class RealProcess : IAsyncDisposable
{
    private readonly Process _process;

    /// <summary>Starts it.</summary>
    /// <param name="project">Such as <c>Silo</c>.</param>
    /// <param name="database">A connection string, or null.</param>
    /// <param name="arguments">Its command line.</param>
    public RealProcess(string project, string? database, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program(project), .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true };
        // Not on the command line: it may hold a password.
        start.Environment[ClusterDatabase.Variable] = database ?? "";
        _process = Process.Start(start)!;
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Waits until it says that it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended first, and said why on standard error.</exception>
    public async Task Ready()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line && !line.Contains("Ready:", StringComparison.Ordinal))
        {
            // Nothing else is of interest.
        }

        if (_process.HasExited)
            throw new InvalidOperationException("A silo did not start; what it said stands above.");
        Swallow();
    }

    /// <summary>Reads on and throws away what it says, so that it never waits for a reader.</summary>
    public void Swallow() => _ = _process.StandardOutput.ReadToEndAsync();

    /// <summary>SIGKILL.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await Kill();
        _process.Dispose();
    }

    private static string Program(string project)
    {
        // artifacts/bin/PROJECT/CONFIGURATION
        var here = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.GetFullPath(Path.Combine(here.FullName, "..", "..", project, here.Name, $"JointQP.{project}.dll"));
    }
}
