using System.Runtime.CompilerServices;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Linear = TorchSharp.Modules.Linear;

namespace JointQP.Training.Compression;

/// <summary>
/// Lets a layer compute with an effective weight for the span of one forward, while its registered parameter stays the dense one: what
/// the optimizer, the state dictionary and the gradient see. The layers read the weight from a field, and only that field is changed.
/// </summary>
internal sealed class WeightSwap(Module<Tensor, Tensor> layer) : IDisposable
{
    private Parameter? _effective;

    /// <summary>The stored weight.</summary>
    public Parameter Dense { get; private set; } = Field(layer)!;

    /// <summary>Output channels of a transposed convolution lie along axis 1.</summary>
    public int ChannelAxis => layer is ConvolutionTranspose ? 1 : 0;

    /// <summary>Computes the effective weight from the dense one and puts it in place.</summary>
    public void Enter(Func<Tensor, Tensor> effective)
    {
        // A forward that threw has left its effective weight in place.
        Exit();
        Dense = Field(layer)!;
        var weight = effective(Dense);
        if (!ReferenceEquals(weight, Dense))
        {
            _effective = new Parameter(weight, weight.requires_grad);
            Field(layer) = _effective;
        }
    }

    /// <summary>Puts the dense weight back. Autograd keeps its own hold of the effective one.</summary>
    public void Exit()
    {
        if (_effective is not null)
        {
            Field(layer) = Dense;
            _effective.Dispose();
            _effective = null;
        }
    }

    public void Dispose() => Exit();

    private static ref Parameter? Field(Module<Tensor, Tensor> layer)
    {
        if (layer is Convolution convolution)
        {
            return ref Weight(convolution);
        }

        return ref Weight((Linear)layer);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_weight")]
    private static extern ref Parameter? Weight(Convolution layer);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_weight")]
    private static extern ref Parameter? Weight(Linear layer);
}
