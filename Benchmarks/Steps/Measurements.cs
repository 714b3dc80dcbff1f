using System.Globalization;

namespace JointQP.Benchmarks.Steps;

/// <summary>How times are taken and told.</summary>
internal static class Measurements
{
    /// <summary>Milliseconds a step on the processor, not on the clock: one thread trains, and others may want the core.</summary>
    public static double Milliseconds(NetworkStep step, int steps)
    {
        var start = Environment.CpuUsage.TotalTime;
        step.Train(steps);
        return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds / steps;
    }

    /// <summary>The middle value; of an even number the upper of the two.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>Median and quartiles in a line.</summary>
    public static void Report(string name, IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-24} median {sorted[sorted.Length / 2]:F3}  quartiles {sorted[sorted.Length / 4]:F3} to {sorted[sorted.Length * 3 / 4]:F3}  of {sorted.Length}"));
    }
}
