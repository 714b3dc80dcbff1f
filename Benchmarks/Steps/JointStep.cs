using System.Globalization;
using static TorchSharp.torch;

namespace JointQP.Benchmarks.Steps;

/// <summary>Alternates blocks of float steps and of settled joint steps, so that whatever else the machine does falls on both alike.</summary>
internal static class JointStep
{
    private const int Block = 10;

    public static int Run(int pairs)
    {
        set_num_threads(1);
        using ConvnetStep plain = new(null);
        using ConvnetStep joint = new(ConvnetStep.Joint);
        plain.Train(2 * Block);
        joint.Train(2 * Block);
        if (!joint.Settled())
        {
            Console.Error.WriteLine("The operators did not settle as scheduled.");
            return 1;
        }

        List<(double Float, double Joint)> times = [];
        for (var i = 0; i < pairs; i++)
        {
            // Each goes first as often as the other.
            var first = Time(i % 2 == 0 ? plain : joint);
            var second = Time(i % 2 == 0 ? joint : plain);
            times.Add(i % 2 == 0 ? (first, second) : (second, first));
        }

        Report("float ms", times.Select(t => t.Float));
        Report("joint ms", times.Select(t => t.Joint));
        Report("joint / float", times.Select(t => t.Joint / t.Float));
        return 0;
    }

    // Time on the processor and not on the clock: one thread trains, and others may want the core.
    private static double Time(ConvnetStep step)
    {
        var start = Environment.CpuUsage.TotalTime;
        step.Train(Block);
        return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds / Block;
    }

    private static void Report(string name, IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-14} median {sorted[sorted.Length / 2]:F3}  quartiles {sorted[sorted.Length / 4]:F3} to {sorted[sorted.Length * 3 / 4]:F3}  of {sorted.Length}"));
    }
}
