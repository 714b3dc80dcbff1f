using System.Collections.Immutable;
using CsCheck;
using JointQP.Studies.Words;
using JointQP.Training.Operators;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Operators;

public sealed class PruneThenQuantizeTests
{
    [Theory]
    [InlineData(Rounding.Nearest, new float[] { 0, 2, 2, 0, -2, -2, 1, -1 })]
    [InlineData(Rounding.Floor, new float[] { 0, 1, 2, -1, -2, -3, 0, -1 })]
    [InlineData(Rounding.Truncate, new float[] { 0, 1, 2, 0, -1, -2, 0, 0 })]
    public void Apply_EachRounding_IsByItsDefinition(Rounding rounding, float[] expected)
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f, 0.75f, -0.75f });

        Assert.Equal(expected, PruneThenQuantize.Apply(x, null, new(8, [0], rounding)).Floats());
    }

    // 4 bits with 1 decimal bit: values from -4 to 3.5.
    [Theory]
    [InlineData(GradientMode.Clip, new float[] { -4, 3.5f, 2, -4, 3.5f })]
    [InlineData(GradientMode.Mask, new float[] { -9, 9, 2, 0, 0 })]
    [InlineData(GradientMode.Pass, new float[] { -9, 9, 2, -9, 9 })]
    public void Backward_EachGradientMode_IsByItsDefinition(GradientMode mode, float[] expected)
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { -4f, 3.5f, 0.3f, -4.1f, 3.6f }).requires_grad_();

        PruneThenQuantize.Apply(x, null, new(4, [1], gradient: mode)).backward([tensor(new[] { -9f, 9f, 2f, -9f, 9f })]);

        Assert.Equal(expected, x.grad!.Floats());
    }

    [Fact]
    public void Apply_WithMask_PrunesValueAndGradient()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1f, -2f, 3f, -4f }, [2, 2]).requires_grad_();

        var y = PruneThenQuantize.Apply(x, tensor(new[] { 1f, 0f }), null);
        y.backward([tensor(new[] { 5f, 6f, 7f, 8f }, [2, 2])]);

        Assert.Equal([1f, 0, 3, 0], y.Floats());
        Assert.Equal([5f, 0, 7, 0], x.grad!.Floats());
    }

    [Fact]
    public void Apply_NothingToDo_ReturnsTheTensorItself()
    {
        using var x = tensor(new[] { 1f });
        Assert.Same(x, PruneThenQuantize.Apply(x, null, null));
    }

    [Fact]
    public void Apply_MaskOfAnotherShape_SaysBothShapes()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => PruneThenQuantize.Apply(ones(4, 3), ones(2), null));
        Assert.Contains("4x3", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => PruneThenQuantize.Apply(ones(4, 3), null, new(8, [1, 2])));
    }

    [Fact]
    public void Apply_Quantized_IsIdempotentAndOnTheGrid() =>
        Gen.Select(Tensors.Values(40), Gen.Int[2, 16], Gen.Int[0, 19], Gen.Enum<Rounding>()).Sample((values, bits, d, rounding) =>
        {
            using var scope = NewDisposeScope();
            Grid grid = new(bits, [d], rounding);
            var once = PruneThenQuantize.Apply(tensor(values), null, grid);

            Assert.Equal(once.Bits(), PruneThenQuantize.Apply(once, null, grid).Bits());
            Assert.All(once.Floats(), v => Assert.True(
                v >= grid.Lowest(0) && v <= grid.Highest(0) && MathF.Round(v * grid.Scale(0)) == v * grid.Scale(0)));
        });

    [Fact]
    public void FusedKernels_AnyOperation_EqualTensorKernelsBitForBit()
    {
        var operation = Gen.Select(Tensors.Shape, Gen.Int[2, 16], Gen.Enum<Rounding>(), Gen.Enum<GradientMode>(), Gen.Int[0, 2], Gen.Int[-1, 3]);
        Gen.Select(operation, Gen.Int[0, int.MaxValue]).Sample((given, seed) =>
        {
            using var scope = NewDisposeScope();
            var (shape, bits, rounding, mode, axis, masked) = given;
            var count = (int)shape.Aggregate(1L, (a, b) => a * b);
            var random = new Random(seed);
            Tensor Any(long[] size, float spread) =>
                tensor([.. Enumerable.Range(0, (int)size.Aggregate(1L, (a, b) => a * b)).Select(i => Odd(random, spread))], size);
            ImmutableArray<int> decimalBits = (seed % 2) switch
            {
                0 => [random.Next(20)],
                _ => [.. Enumerable.Range(0, (int)shape[axis]).Select(_ => random.Next(20))],
            };
            var grid = masked >= 0 && seed % 5 == 0 ? null : new Grid(bits, decimalBits, rounding, mode, axis);
            var mask = masked < 0 ? null : Any(shape[Math.Min(masked, 2)..], 1).gt(zeros(1)).to(ScalarType.Float32);
            var (x, gradient) = (Any(shape, 8), Any(shape, 8));

            Assert.Equal(count, x.numel());
            Assert.True(!FusedKernels.Fit(x, mask, grid) || mask is not null || grid is not null);
            if (FusedKernels.Fit(x, mask, grid))
            {
                Assert.Equal(TensorKernels.Forward(x, mask, grid).Bits(), FusedKernels.Forward(x, mask, grid).Bits());
                Assert.Equal(TensorKernels.Backward(gradient, x, mask, grid).Bits(), FusedKernels.Backward(gradient, x, mask, grid).Bits());
            }
        });
    }

    [Fact]
    public void Apply_TransposedTensor_TakesTheGeneralPathAndIsRight()
    {
        using var scope = NewDisposeScope();
        var x = tensor([.. Enumerable.Range(-6, 12).Select(i => i / 5f)], [3, 4]);
        Grid grid = new(4, [1, 2, 3], axis: 0);

        Assert.False(FusedKernels.Fit(x.t().contiguous().t()));
        Assert.Equal(PruneThenQuantize.Apply(x, null, grid).Bits(), PruneThenQuantize.Apply(x.t().contiguous().t(), null, grid).Bits());
    }

    private static float Odd(Random random, float spread) => random.Next(16) switch
    {
        0 => 0f,
        1 => -0f,
        2 => random.Next(-40, 40) / 16f,
        3 => float.NaN,
        4 => float.PositiveInfinity * (random.Next(2) == 0 ? 1 : -1),
        _ => (float)((random.NextDouble() - 0.5) * spread),
    };
}
