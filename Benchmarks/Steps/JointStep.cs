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
            var first = Measurements.Milliseconds(i % 2 == 0 ? plain : joint, Block);
            var second = Measurements.Milliseconds(i % 2 == 0 ? joint : plain, Block);
            times.Add(i % 2 == 0 ? (first, second) : (second, first));
        }

        Measurements.Report("float ms", times.Select(t => t.Float));
        Measurements.Report("joint ms", times.Select(t => t.Joint));
        Measurements.Report("joint / float", times.Select(t => t.Joint / t.Float));
        return 0;
    }
}
