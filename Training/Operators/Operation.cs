using static TorchSharp.torch;

namespace JointQP.Training.Operators;

/// <summary>A mask and a grid that act together, by the fused kernels where the memory allows it and by plain tensor operations elsewhere.</summary>
internal sealed record Operation(Tensor? Mask, Grid? Grid, GradientLedger? Ledger)
{
    public bool IsIdentity => Mask is null && Grid is null;

    public bool NeedsInput => Grid?.Gradient == Studies.Words.GradientMode.Mask;

    /// <summary>Refuses what does not go together, before any kernel reads memory by it.</summary>
    /// <exception cref="ArgumentException">The mask or the channels have another shape than <paramref name="x"/>.</exception>
    public void Check(Tensor x)
    {
        var shape = x.shape.AsSpan();
        if (Mask is not null && !shape.EndsWith(Mask.shape))
        {
            throw new ArgumentException($"A mask for {string.Join('x', Mask.shape)} cannot prune a tensor of {string.Join('x', x.shape)}.");
        }

        if (Grid is { PerChannel: true } && (Grid.Axis >= shape.Length || shape[Grid.Axis] != Grid.DecimalBits.Length))
        {
            throw new ArgumentException(
                $"Decimal bits for {Grid.DecimalBits.Length} channels along axis {Grid.Axis} cannot quantize a tensor of {string.Join('x', x.shape)}.");
        }
    }

    public Tensor Forward(Tensor x) =>
        FusedKernels.Fit(x, Mask, Grid) ? FusedKernels.Forward(x, Mask, Grid) : TensorKernels.Forward(x, Mask, Grid);

    /// <summary>The mask and the input are given anew: backward works on what autograd saved, not on what the site holds by then.</summary>
    public static Tensor Backward(Tensor gradient, Tensor? x, Tensor? mask, Grid? grid) =>
        FusedKernels.Fit(gradient, mask, grid) && FusedKernels.Fit(x)
            ? FusedKernels.Backward(gradient, x, mask, grid)
            : TensorKernels.Backward(gradient, x, mask, grid);
}
