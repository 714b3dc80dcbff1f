using JointQP.Tests.Training.Native;
using JointQP.Training.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JointQP.Tests.Training.Networks;

public sealed class SteadyBatchNormTests
{
    [Theory]
    [InlineData(new long[] { 8, 3 })]
    [InlineData(new long[] { 8, 3, 5 })]
    [InlineData(new long[] { 8, 3, 5, 4 })]
    public void Forward_TrainingThenEvaluation_SameBitsAsTorchSharps(long[] shape)
    {
        using var scope = NewDisposeScope();
        using var ours = new SteadyBatchNorm(3);
        using var theirs = TorchSharps(shape.Length);
        var random = new Generator(5);
        for (var step = 0; step < 4; step++)
        {
            var input = randn(shape, generator: random);
            var (a, b) = (input.clone().requires_grad_(), input.clone().requires_grad_());
            var (out1, out2) = (ours.call(a), Held.During(() => theirs.call(b)));
            AssertSame(out2, out1);
            (out1 * out1 * out1).sum().backward();
            (out2 * out2 * out2).sum().backward();
            AssertSame(b.grad!, a.grad!);
        }

        var (kept, known) = (ours.state_dict(), theirs.state_dict());
        Assert.Equal(known.Keys, kept.Keys);
        Assert.All(known, tensor => AssertSame(tensor.Value, kept[tensor.Key]));
        ours.eval();
        theirs.eval();
        AssertSame(theirs.call(ones(shape)), ours.call(ones(shape)));
        Assert.Equal(4, ours.num_batches_tracked!.item<long>());
    }

    [Theory]
    [InlineData(new long[] { 3 })]
    [InlineData(new long[] { 1, 3, 1, 1, 1, 1 })]
    public void Forward_OfAnotherNumberOfDimensions_IsRefused(long[] shape)
    {
        using var norm = new SteadyBatchNorm(3);
        using var input = ones(shape);

        Assert.Contains($"this has {shape.Length}", Assert.Throws<ArgumentException>(() => norm.call(input)).Message, StringComparison.Ordinal);
    }

    private static Module<Tensor, Tensor> TorchSharps(int dimensions) => dimensions == 4 ? BatchNorm2d(3) : BatchNorm1d(3);

    private static void AssertSame(Tensor expected, Tensor found) =>
        Assert.Equal(expected.contiguous().bytes.ToArray(), found.contiguous().bytes.ToArray());
}
