using System.Diagnostics;
using System.Runtime.InteropServices;
using JointQP.Grains.Interfaces.Hosting;

namespace JointQP.Tests.Processes.Cluster.Hosting;

/// <summary>The program itself, as a process.</summary>
public sealed class SiloProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<Process> _processes = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string EndpointFile => Path.Combine(_folder.Path, SiloEndpoint.FileName);

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        string[] line = [Path.Combine(AppContext.BaseDirectory, "JointQP.Silo.dll"), "--data", _folder.Path, .. arguments];
        foreach (var argument in line)
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        _processes.Add(process);
        return process;
    }

    /// <summary>Waits for the line that is logged when it is ready.</summary>
    private static async Task<string> Ready(Process silo)
    {
        while (await silo.StandardOutput.ReadLineAsync(Cancellation) is { } line)
        {
            if (line.Contains("Ready:", StringComparison.Ordinal))
                return line;
        }

        throw new InvalidOperationException($"The silo ended: {await silo.StandardError.ReadToEndAsync(Cancellation)}");
    }

    [Fact]
    public async Task Start_DirectoryHeld_ExitsWithTwoAndTellsWho_AndKilledHolderLeavesItFree()
    {
        var first = Start(SiloProcess.Ports());
        await Ready(first);
        Assert.Equal(first.Id, SiloEndpoint.Read(EndpointFile)!.ProcessId);

        var second = Start(SiloProcess.Ports());
        await second.WaitForExitAsync(Cancellation);
        Assert.Equal(2, second.ExitCode);
        Assert.Contains($"in use by process {first.Id} on", await second.StandardError.ReadToEndAsync(Cancellation), StringComparison.Ordinal);

        first.Kill();
        await first.WaitForExitAsync(Cancellation);
        var third = Start(SiloProcess.Ports());
        await Ready(third);
        Assert.Equal(third.Id, SiloEndpoint.Read(EndpointFile)!.ProcessId);

        Assert.Equal(0, Signal(third.Id, 15));
        await third.WaitForExitAsync(Cancellation);
        Assert.Equal(0, third.ExitCode);
        Assert.False(File.Exists(EndpointFile));
    }

    [Fact]
    public async Task Run_OwnerIsGone_SiloStops()
    {
        using var owner = Process.Start(new ProcessStartInfo("sleep", "600"))!;
        var silo = Start([.. SiloProcess.Ports(), "--owner-pid", $"{owner.Id}"]);
        await Ready(silo);

        owner.Kill();

        await silo.WaitForExitAsync(Cancellation);
        Assert.Equal(0, silo.ExitCode);
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
                process.Kill();
            process.Dispose();
        }

        _folder.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}
