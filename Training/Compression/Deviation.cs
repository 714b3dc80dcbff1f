using static TorchSharp.torch;

namespace JointQP.Training.Compression;

/// <summary>How far an operator moves a tensor: ||y - x|| / ||x||, summed in double.</summary>
internal static class Deviation
{
    public static double Squares(Tensor x)
    {
        using var scope = NewDisposeScope();
        // Not square(): TorchSharp lets the Scalar of its exponent be collected while libtorch still reads it.
        var wide = x.detach().to(ScalarType.Float64);
        return (wide * wide).sum().item<double>();
    }

    /// <summary>The ratio of two norms from their squares; 0 when nothing differs, also from nothing.</summary>
    public static double Relative(double difference, double whole) => difference == 0 ? 0 : Math.Sqrt(difference / whole);
}
