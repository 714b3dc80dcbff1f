using JointQP.Training.Operators;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Linear = TorchSharp.Modules.Linear;

namespace JointQP.Training.Compression;

/// <summary>A layer and its sites; <paramref name="Features"/> is null for the last, <paramref name="Input"/> for all but the first.</summary>
internal sealed record AttachedLayer(WeightLayer Layer, OperatorSite? Input, OperatorSite Weight, OperatorSite? Features)
{
    /// <summary>The stored weight, while no forward is under way.</summary>
    public Parameter Stored => Layer.Module is Convolution convolution ? convolution.weight! : ((Linear)Layer.Module).weight!;

    /// <summary>The weight that the layer computes with: a new tensor, or the stored one.</summary>
    public Tensor Effective() => PruneThenQuantize.Apply(Stored, Weight.Mask, Weight.Grid);

    public IEnumerable<(OperatorSite Site, string Kind)> Sites()
    {
        if (Input is not null)
            yield return (Input, Layer.Module.GetType().Name);
        yield return (Weight, Layer.Module.GetType().Name);
        if (Features is not null)
            yield return (Features, Layer.Features.Module.GetType().Name);
    }
}
