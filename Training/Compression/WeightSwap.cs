using System.Runtime.CompilerServices;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Linear = TorchSharp.Modules.Linear;

namespace JointQP.Training.Compression;

/// <summary>
/// Lets a layer compute with an effective weight or bias for the span of one forward, while its registered parameter stays the dense one: what
/// the optimizer, the state dictionary and the gradient see. The layers read both from fields, and only a field is changed.
/// </summary>
internal sealed class WeightSwap(Module<Tensor, Tensor> layer, SiteKind part) : IDisposable
{
    private Parameter? _effective;

    /// <summary>The stored weight or bias.</summary>
    public Parameter Dense { get; private set; } = Field(layer, part)!;

    /// <summary>Output channels of a transposed convolution's weight lie along axis 1.</summary>
    public int ChannelAxis => part == SiteKind.Weight && layer is ConvolutionTranspose ? 1 : 0;

    public static bool HasBias(Module<Tensor, Tensor> layer) => Field(layer, SiteKind.Bias) is not null;

    /// <summary>Computes the effective parameter from the dense one and puts it in place.</summary>
    public void Enter(Func<Tensor, Tensor> effective)
    {
        // A forward that threw has left its effective parameter in place.
        Exit();
        Dense = Field(layer, part)!;
        var computed = effective(Dense);
        if (!ReferenceEquals(computed, Dense))
        {
            _effective = new Parameter(computed, computed.requires_grad);
            Field(layer, part) = _effective;
        }
    }

    /// <summary>Puts the dense parameter back. Autograd keeps its own hold of the effective one.</summary>
    public void Exit()
    {
        if (_effective is not null)
        {
            Field(layer, part) = Dense;
            _effective.Dispose();
            _effective = null;
        }
    }

    public void Dispose() => Exit();

    private static ref Parameter? Field(Module<Tensor, Tensor> layer, SiteKind part)
    {
        if (layer is Convolution convolution)
        {
            return ref part == SiteKind.Bias ? ref Bias(convolution) : ref Weight(convolution);
        }

        return ref part == SiteKind.Bias ? ref Bias((Linear)layer) : ref Weight((Linear)layer);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_weight")]
    private static extern ref Parameter? Weight(Convolution layer);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_bias")]
    private static extern ref Parameter? Bias(Convolution layer);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_weight")]
    private static extern ref Parameter? Weight(Linear layer);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_bias")]
    private static extern ref Parameter? Bias(Linear layer);
}
