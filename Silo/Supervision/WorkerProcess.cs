using System.Diagnostics;
using System.Runtime.InteropServices;

namespace JointQP.Silo.Supervision;

/// <summary>One life of a local worker.</summary>
internal sealed partial class WorkerProcess : IDisposable
{
    private const int Terminate = 15;
    private static readonly string? Nice = new[] { "/usr/bin/nice", "/bin/nice" }.FirstOrDefault(File.Exists);

    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public int ExitCode => _process.ExitCode;

    /// <summary>Starts a worker that yields to everything else on the machine.</summary>
    /// <param name="program">A dll or an executable.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="log">Gets what it prints.</param>
    public static WorkerProcess Start(string program, IEnumerable<string> arguments, WorkerLog log)
    {
        var start = new ProcessStartInfo { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        List<string> line = program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? [DotNet, program] : [program];
        // By exec rather than afterwards: on Linux, niceness belongs to a thread and is inherited from its creator.
        if (Nice is not null)
            line.InsertRange(0, [Nice, "-n", "10"]);
        start.FileName = line[0];
        foreach (var argument in line.Skip(1).Concat(arguments))
            start.ArgumentList.Add(argument);
        // What is set there for a silo or a console would be set for the worker too.
        foreach (var variable in start.Environment.Keys.Where(key => key.StartsWith("JOINTQP_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(variable);
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["OMP_NUM_THREADS"] = "1";
        // A step allocates and frees the same megabytes again and again. glibc would give them back to the kernel each time and pay for them
        // with page faults: up to a third of a joint step (Benchmarks: joint-step). Other C libraries know none of these.
        start.Environment["MALLOC_ARENA_MAX"] = "1";
        start.Environment["MALLOC_MMAP_THRESHOLD_"] = "1073741824";
        start.Environment["MALLOC_TRIM_THRESHOLD_"] = "4294967296";

        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => log.Add(e.Data);
        process.ErrorDataReceived += (_, e) => log.Add(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new WorkerProcess(process);
    }

    /// <summary>The program that runs dlls: the one that runs this silo where it does, else the one on the path.</summary>
    private static string DotNet =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";

    public Task WaitForExit(CancellationToken cancellationToken = default) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Asks it to end, and ends it when it has not done so in time.</summary>
    public async Task Stop(TimeSpan grace, TimeProvider time)
    {
        if (!OperatingSystem.IsWindows() && !_process.HasExited && Kill(_process.Id, Terminate) == 0)
        {
            using var patience = new CancellationTokenSource(grace, time);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                // It had its time.
            }
        }

        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public void Dispose() => _process.Dispose();

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
