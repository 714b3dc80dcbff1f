using System.Collections.Immutable;
using System.Text.Json;
using JointQP.Studies.Words;
using JointQP.Tests.Training.Golden;
using JointQP.Training.Compression;
using JointQP.Training.Operators;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Operators;

public sealed class GoldenOperatorTests
{
    [Fact]
    public void Apply_PublishedQuantization_MatchesBitForBit()
    {
        foreach (var golden in GoldenCases.Of("quantize"))
        {
            using var scope = NewDisposeScope();
            ImmutableArray<int> decimalBits = [.. golden.Floats("decimalBits").Select(d => (int)d)];
            Grid grid = new(golden.Int("bits"), decimalBits, Rounding.Truncate, GradientMode.Clip, golden.Axis("channelAxis") ?? 0);
            var x = tensor(golden.Floats("input"), golden.Shape()).requires_grad_();

            var y = PruneThenQuantize.Apply(x, null, grid);
            y.backward([tensor(golden.Floats("gradOutput"), golden.Shape())]);

            Assert.Equal(Bits(golden, "output"), y.Bits());
            Assert.Equal(Bits(golden, "gradInput"), x.grad!.Bits());
            Assert.Equal(Bits(golden, "output"), TensorKernels.Forward(x.detach(), null, grid).Bits());
        }
    }

    [Fact]
    public void ForTensor_PublishedSearch_FindsTheSameDecimalBits()
    {
        foreach (var golden in GoldenCases.Of("bestDecimalBits"))
        {
            using var scope = NewDisposeScope();
            var x = tensor(golden.Floats("input"));
            var quantiles = golden.Floats("saturate");
            var range = golden.Floats("decimalRange");
            var found = DecimalBitsSearch.ForTensor(
                x, golden.Int("bits"), Rounding.Truncate, new((int)range[0], (int)range[1]), new(quantiles[0], quantiles[1]));

            Assert.Equal(golden.Int("output"), found);
        }
    }

    [Theory]
    [InlineData("unstructuredMask")]
    [InlineData("channelMask")]
    public void Of_PublishedMasks_PrunesThemAndAtMostTwoMore(string operation)
    {
        foreach (var golden in GoldenCases.Of(operation))
        {
            using var scope = NewDisposeScope();
            var window = stack(golden.Tensors("input").Select(h => tensor(h, golden.Shape())));
            var sparsity = golden.GetProperty("sparsity").GetDouble();
            var saliency = operation == "channelMask" ? MagnitudeMask.ChannelSaliency(window) : MagnitudeMask.FeatureSaliency(window);

            var mask = MagnitudeMask.Of(saliency, sparsity).Floats();

            var published = golden.Floats("output");
            Assert.Equal(MagnitudeMask.Pruned(sparsity, mask.Length), mask.Count(m => m == 0));
            Assert.All(published.Zip(mask), pair => Assert.False(pair is (0, not 0)));
            Assert.InRange(mask.Count(m => m == 0) - published.Count(m => m == 0), 0, 2);
        }
    }

    [Fact]
    public void Ramp_PublishedSchedules_HasTheirSparsityAtEveryStep()
    {
        foreach (var golden in GoldenCases.Of("pruneSchedule"))
        {
            using var scope = NewDisposeScope();
            Onset prune = new(
                OperatorKind.Prune, Target.Weights, golden.GetProperty("sparsity").GetDouble(), golden.Int("start"), golden.Int("interval"), golden.Int("repetition"));
            var saliency = MagnitudeMask.WeightSaliency(tensor(golden.Floats("input")));
            long step = 0;
            foreach (var trace in golden.Tensors("trace"))
            {
                var sparsity = Ramp.Sparsity(prune, Ramp.MasksDue(prune, step++));
                Assert.Equal(trace[0], sparsity, 1e-6);
                Assert.InRange(MagnitudeMask.Of(saliency, sparsity).Floats().Count(m => m == 0) - (int)trace[1], 0, 2);
            }
        }
    }

    [Fact]
    public void Site_PublishedDelayedQuantization_IsIdentityThenMatchesBitForBit()
    {
        foreach (var golden in GoldenCases.Of("delayedQuantization"))
        {
            using var scope = NewDisposeScope();
            // A batch axis marks feature maps, collected sample by sample; without one the tensor is a weight.
            var target = golden.Axis("batchAxis") is null ? Target.Weights : Target.Features;
            Assert.True(golden.Axis("batchAxis") is null or 0);
            CompressionSettings settings = new() { Rounding = Rounding.Truncate, Window = golden.Int("window") };
            var shape = golden.Shape();
            SiteSettings site = new("site", "module", target == Target.Weights ? SiteKind.Weight : SiteKind.Features, golden.Axis("channelAxis") ?? 0, (int)shape[0], settings, CPU, ScalarType.Float32);
            using OperatorSite quantized = new(site, new(null, new(OperatorKind.Quantize, target, golden.Int("bits"), golden.Int("startStep"))), new());
            StepClock clock = new(nn.Identity());
            foreach (var (step, (input, output)) in golden.Tensors("inputs").Zip(golden.Tensors("outputs")).Index())
            {
                clock.Step = step;
                var y = quantized.Apply(tensor(input, shape), clock);

                Assert.Equal(tensor(output, shape).Bits(), y.Bits());
                Assert.Equal(step < golden.Int("startStep") ? [] : golden.Floats("decimalBits").Select(d => (int)d), quantized.Grid?.DecimalBits ?? []);
            }
        }
    }

    private static uint[] Bits(JsonElement golden, string name) => [.. golden.Floats(name).Select(BitConverter.SingleToUInt32Bits)];
}
