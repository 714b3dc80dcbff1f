using System.Globalization;
using static TorchSharp.torch;

namespace JointQP.Benchmarks.Steps;

/// <summary>Resident memory over a training with every operator: flat once they have settled.</summary>
internal static class Memory
{
    public static int Run(int steps)
    {
        set_num_threads(1);
        using NetworkStep joint = new("convnet", NetworkStep.Joint);
        joint.Train(100);
        Report(100);
        for (var done = 100; done < steps;)
        {
            var block = Math.Min(steps / 10, steps - done);
            joint.Train(block);
            Report(done += block);
        }

        return 0;
    }

    private static void Report(int step) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step {step,6}  resident {Environment.WorkingSet / 1048576.0:F1} MiB"));
}
