using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JointQP.Training.Networks;

/// <summary>
/// Batch norm over channels with the defaults of PyTorch (eps 1e-5, momentum 0.1, learned scale and shift), with the same parameters, buffers and bits as TorchSharp's.
/// </summary>
/// <remarks>
/// TorchSharp's own counts batches by an addition whose Scalar nothing holds: a garbage collection at that moment frees it while libtorch still reads it, and the
/// step fails, or computes with whatever lies there. That needs a thread that is held up at the wrong time, as on a machine with more work than cores.
/// </remarks>
/// <param name="features">Channels, or features of a [batch, features] input.</param>
public sealed class SteadyBatchNorm(long features)
    : BatchNorm(features, 1e-5, 0.1, affine: true, track_running_stats: true, device: null, dtype: null, nameof(BatchNorm))
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ValidateInputDimensions(input);
        if (training)
        {
            using Scalar one = 1;
            num_batches_tracked!.add_(one, one);
        }

        return functional.batch_norm(input, running_mean, running_var, weight, bias, training, momentum!.Value, eps);
    }

    /// <summary>[batch, features], or with one to three dimensions behind.</summary>
    /// <exception cref="ArgumentException">Another number of dimensions.</exception>
    protected override void ValidateInputDimensions(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.ndim is < 2 or > 5)
            throw new ArgumentException($"batch norm takes an input of 2 to 5 dimensions; this has {input.ndim}", nameof(input));
    }
}
