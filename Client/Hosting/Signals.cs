using System.Diagnostics;
using System.Runtime.InteropServices;

namespace JointQP.Client.Hosting;

/// <summary>Asks another process to end in an orderly way.</summary>
internal static class Signals
{
    private const int Terminate = 15;

    /// <summary>Sends SIGTERM; where there are no signals, ends the process at once. False when it is not ours to end, or gone.</summary>
    public static bool Ask(int processId)
    {
        if (!OperatingSystem.IsWindows())
            return Kill(processId, Terminate) == 0;
        try
        {
            using var process = Process.GetProcessById(processId);
            process.Kill(entireProcessTree: true);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
