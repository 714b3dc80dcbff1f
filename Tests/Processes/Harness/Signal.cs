using System.Runtime.InteropServices;

namespace JointQP.Tests.Processes.Harness;

/// <summary>Signals by their Linux numbers.</summary>
internal enum Signal
{
    HangUp = 1,
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}

internal static partial class Signals
{
    /// <summary>Sends a signal. A process that is gone already is left alone; a negative id means a process group.</summary>
    public static void Send(this Signal signal, int process) => _ = Kill(process, (int)signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
