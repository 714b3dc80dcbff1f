using System.Globalization;
using JointQP.Training.Operators;
using static TorchSharp.torch;

namespace JointQP.Benchmarks.Operators;

/// <summary>One settled site, forward and backward, on the largest feature map of <c>convnet</c>: the fused kernels beside the plain tensor operations.</summary>
internal static class OperatorPass
{
    private const int Block = 20;

    public static int Run(int pairs)
    {
        set_num_threads(1);
        using var scope = NewDisposeScope();
        var (x, gradient) = (randn(128, 16, 26, 26), randn(128, 16, 26, 26));
        var mask = rand(16, 26, 26).gt(0.5).to(ScalarType.Float32);
        Grid grid = new(8, [4]);
        void Fused()
        {
            using var step = NewDisposeScope();
            FusedKernels.Forward(x, mask, grid);
            FusedKernels.Backward(gradient, null, mask, grid);
        }

        void Plain()
        {
            using var step = NewDisposeScope();
            TensorKernels.Forward(x, mask, grid);
            TensorKernels.Backward(gradient, null, mask, grid);
        }

        void Copy()
        {
            using var step = NewDisposeScope();
            x.clone();
            gradient.clone();
        }

        var names = new[] { "fused ms", "plain ms", "copy ms" };
        var times = new List<double>[] { [], [], [] };
        for (var i = 0; i < pairs; i++)
        {
            foreach (var (which, pass) in new Action[] { Fused, Plain, Copy }.Index())
            {
                times[which].Add(Time(pass));
            }
        }

        foreach (var (which, name) in names.Index())
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-10} median {times[which].Order().ElementAt(pairs / 2):F3}"));
        }

        return 0;
    }

    private static double Time(Action pass)
    {
        var start = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < Block; i++)
        {
            pass();
        }

        return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds / Block;
    }
}
