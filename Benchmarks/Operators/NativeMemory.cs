using System.Globalization;
using System.Runtime.InteropServices;

namespace JointQP.Benchmarks.Operators;

/// <summary>
/// The native memory of a call. libtorch does not tell, so the C library is made to hand every free page back, and the pages that the call then
/// touches are counted: those of its results and of all that lived in between. Linux with glibc alone tells them.
/// </summary>
internal static partial class NativeMemory
{
    public static bool Known { get; } = OperatingSystem.IsLinux() && !RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal);

    /// <summary>Bytes at the call's peak, in whole pages; the few of the runtime itself are among them.</summary>
    public static long Needed(Action call)
    {
        _ = HandBack(0);
        return Touched(call);
    }

    /// <summary>Bytes, in whole pages, that were not this process's before; 0 where nobody tells.</summary>
    public static long Touched(Action call)
    {
        var before = MinorFaults();
        call();
        return (MinorFaults() - before) * Environment.SystemPageSize;
    }

    // The tenth field; the second may hold spaces and ends with the last parenthesis.
    private static long MinorFaults()
    {
        var stat = File.ReadAllText("/proc/self/stat");
        return long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[7], CultureInfo.InvariantCulture);
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int HandBack(nuint keep);
}
