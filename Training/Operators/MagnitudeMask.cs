using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace JointQP.Training.Operators;

/// <summary>Unstructured magnitude pruning: which elements stay (paper, unstructured magnitude pruning).</summary>
public static class MagnitudeMask
{
    /// <summary>How many of <paramref name="elements"/> are pruned: exactly floor(s n + 1e-6).</summary>
    public static long Pruned(double sparsity, long elements) => (long)Math.Floor((sparsity * elements) + 1e-6);

    /// <summary>1 for the elements that stay, 0 for the <see cref="Pruned"/> ones of least saliency, ties by lowest index.</summary>
    /// <param name="saliency">Not negative, any shape. NaN counts as the greatest.</param>
    /// <param name="sparsity">Sparsity in [0, 1].</param>
    /// <returns>A new tensor of the shape, type and device of <paramref name="saliency"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The sparsity is none.</exception>
    public static Tensor Of(Tensor saliency, double sparsity)
    {
        using var scope = NewDisposeScope();
        var host = saliency.detach().to(ScalarType.Float32).cpu().contiguous();
        var pruned = Pruned(sparsity, host.numel());
        if (pruned < 0 || pruned > host.numel())
        {
            throw new ArgumentOutOfRangeException(nameof(sparsity), $"{sparsity} is no sparsity within [0, 1].");
        }

        var mask = empty(host.shape, ScalarType.Float32);
        LeastMagnitudes.Prune(Values(host), (int)pruned, Values(mask));
        return mask.to(saliency.dtype).to(saliency.device).MoveToOuterDisposeScope();
    }

    /// <summary>The saliency of weights: |w|.</summary>
    public static Tensor WeightSaliency(Tensor weight) => weight.detach().abs();

    /// <summary>
    /// The saliency of a feature map's channels: the mean of |h| over the samples of a window (first dimension) and over space (paper,
    /// variable sizes).
    /// </summary>
    /// <param name="window">[samples, channels, ...].</param>
    /// <returns>[channels, 1, ...], so that a mask made of it broadcasts over maps of any size.</returns>
    public static Tensor ChannelSaliency(Tensor window)
    {
        using var scope = NewDisposeScope();
        var shape = new long[window.dim() - 1];
        Array.Fill(shape, 1);
        shape[0] = window.shape[1];
        return window.detach().abs().mean([0, .. Enumerable.Range(2, (int)window.dim() - 2).Select(axis => (long)axis)]).view(shape).MoveToOuterDisposeScope();
    }

    /// <summary>The saliency of a feature map: the mean of |h| over the samples of a window (first dimension).</summary>
    public static Tensor FeatureSaliency(Tensor window)
    {
        using var scope = NewDisposeScope();
        return window.detach().abs().mean([0]).MoveToOuterDisposeScope();
    }

    private static Span<float> Values(Tensor x) => MemoryMarshal.Cast<byte, float>(x.bytes);
}
