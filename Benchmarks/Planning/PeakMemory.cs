using System.Diagnostics;

namespace JointQP.Benchmarks.Planning;

/// <summary>The most resident memory of this process at once.</summary>
internal static class PeakMemory
{
    private const string Forget = "/proc/self/clear_refs";

    /// <summary>In bytes, since <see cref="Reset"/>; where the system cannot forget a peak, since the start.</summary>
    public static long Bytes => Process.GetCurrentProcess().PeakWorkingSet64;

    /// <summary>Gives back what is not needed, and begins anew.</summary>
    public static void Reset()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (File.Exists(Forget))
            // Documented in proc(5): sets the peak to what is resident now.
            File.WriteAllText(Forget, "5");
    }
}
