using JointQP.Training.Operators;
using static TorchSharp.torch;

namespace JointQP.Benchmarks.Steps;

/// <summary>
/// Blocks of float steps, of settled joint steps and of settled joint steps in plain tensor operations, in turn, so that whatever else the machine
/// does falls on all alike; before them the steps in which masks are chosen and decimal bits searched.
/// </summary>
internal static class JointStep
{
    private const double BlockMilliseconds = 400;
    private const int Repeats = 4;
    private static readonly string[] Variants = ["float", "joint", "joint, unfused"];

    public static int Run(string network, int rounds)
    {
        set_num_threads(1);
        Console.WriteLine($"{network}, batch {NetworkStep.Batch}, one thread");
        Unsettled(network);
        using NetworkStep plain = new(network, null);
        using NetworkStep joint = new(network, NetworkStep.Joint);
        using NetworkStep unfused = new(network, NetworkStep.Joint);
        NetworkStep[] steps = [plain, joint, unfused];
        foreach (var which in steps)
            which.Train(NetworkStep.SearchStep + 3);
        if (!joint.Settled() || !unfused.Settled())
        {
            Console.Error.WriteLine("The operators did not settle as scheduled.");
            return 1;
        }

        var block = Math.Max(1, (int)(BlockMilliseconds / Measurements.Milliseconds(plain, 3)));
        List<double[]> times = [];
        for (var round = 0; round < rounds; round++)
        {
            var taken = new double[steps.Length];
            for (var turn = 0; turn < steps.Length; turn++)
            {
                // Each goes first as often as the others.
                var which = (round + turn) % steps.Length;
                FusedKernels.Enabled = steps[which] != unfused;
                taken[which] = Measurements.Milliseconds(steps[which], block);
            }

            times.Add(taken);
        }

        FusedKernels.Enabled = true;
        foreach (var (which, name) in Variants.Index())
            Measurements.Report($"{name} ms", times.Select(t => t[which]));
        Measurements.Report("joint / float", times.Select(t => t[1] / t[0]));
        Measurements.Report("unfused / float", times.Select(t => t[2] / t[0]));
        return 0;
    }

    /// <summary>Steps up to the search, each by itself. The first network only warms up, as a study's later trials find it.</summary>
    private static void Unsettled(string network)
    {
        List<double[]> times = [];
        for (var repeat = 0; repeat <= Repeats; repeat++)
        {
            using NetworkStep plain = new(network, null);
            using NetworkStep joint = new(network, NetworkStep.Joint);
            plain.Train(1);
            var taken = Enumerable.Range(0, NetworkStep.SearchStep + 1).Select(_ => Measurements.Milliseconds(joint, 1)).ToArray();
            if (repeat > 0)
                times.Add([Measurements.Milliseconds(plain, 3), .. taken]);
        }

        var ramp = NetworkStep.Joint.Onsets[0];
        var masks = Enumerable.Range(1, ramp.Times).Select(mask => (int)Ramp.StepOf(ramp, mask));
        Measurements.Report("a mask step / float", times.SelectMany(t => masks.Select(step => t[1 + step] / t[0])));
        Measurements.Report("the search step / float", times.Select(t => t[1 + NetworkStep.SearchStep] / t[0]));
    }
}
