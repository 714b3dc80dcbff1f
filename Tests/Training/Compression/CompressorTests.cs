using JointQP.Studies.Words;
using JointQP.Tests.Training.Native;
using JointQP.Tests.Training.Operators;
using JointQP.Training.Compression;
using JointQP.Training.Networks;
using JointQP.Training.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Compression;

public sealed class CompressorTests
{
    [Fact]
    public void Attach_JointSchedule_PlacesOperatorsAsThePaperDoes()
    {
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Small.Joint);

        Assert.Equal(
            [
                "input Q", "conv1.weight Q", "bn1.features PQ", "conv2.weight PQ", "bn2.features PQ",
                "fc.weight PQ", "fc.features PQ", "out.weight Q",
            ],
            compressor.Sites.Select(s => $"{s.Name} {string.Concat(s.Operators.Select(o => o.Kind.ToString()[0]))}"));
    }

    [Fact]
    public void Attach_TwoBatchNormsInARow_FeaturesAreTheFirstOnes()
    {
        using var network = nn.Sequential(("conv", nn.Conv2d(1, 2, 3)), ("first", new SteadyBatchNorm(2)), ("second", new SteadyBatchNorm(2)), ("out", nn.Conv2d(2, 1, 1)));
        using var compressor = Small.Attach(network, Small.Joint);
        Assert.Equal("first.features", Assert.Single(compressor.Sites, site => site.Kind == SiteKind.Features).Name);
    }

    [Fact]
    public void Attach_NetworkWithoutLayers_Throws() =>
        Assert.Throws<ArgumentException>(() => Small.Attach(nn.Sequential(nn.ReLU()), Small.Joint));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Train_BeforeEveryOnset_EqualsTheFloatNetworkBitForBit(long shift)
    {
        using var bare = Small.Network();
        using var attached = Small.Network();
        var late = Small.Schedule(Small.Quantize(Target.Features, 5 + shift), Small.Prune(Target.Weights, 4));
        using var compressor = Small.Attach(attached, late);

        Small.Train(bare, null, 0, 5);
        Small.Train(attached, compressor, 0, 5);

        Assert.Equal(Small.Bits(bare), Small.Bits(attached));
    }

    [Fact]
    public void Train_QuantizedStep_DiffersFromTheFloatNetwork()
    {
        using var bare = Small.Network();
        using var attached = Small.Network();
        using var compressor = Small.Attach(attached, Small.Schedule(Small.Quantize(Target.Features, 4)));

        Small.Train(bare, null, 0, 5);
        Small.Train(attached, compressor, 0, 5);

        Assert.NotEqual(Small.Bits(bare), Small.Bits(attached));
    }

    [Fact]
    public void Train_EqualOnsets_OrderInTheScheduleIsOfNoMatter()
    {
        Onset[] onsets = [Small.Prune(Target.Weights, 1), Small.Prune(Target.Features, 1), Small.Quantize(Target.Weights, 3), Small.Quantize(Target.Features, 3)];
        using var first = Small.Network();
        using var second = Small.Network();
        using var pruneFirst = Small.Attach(first, Small.Schedule(onsets));
        using var quantizeFirst = Small.Attach(second, Small.Schedule([.. onsets.Reverse()]));

        Small.Train(first, pruneFirst, 0, 8);
        Small.Train(second, quantizeFirst, 0, 8);

        Assert.Equal(Small.Bits(first), Small.Bits(second));
        Assert.Equal(Small.Bits(pruneFirst), Small.Bits(quantizeFirst));
    }

    [Fact]
    public void Train_Settled_StoredWeightStaysDenseAndItsGradientIsMaskedAndClipped()
    {
        using var scope = NewDisposeScope();
        using var network = Small.Network();
        var schedule = Small.Schedule(Small.Prune(Target.Weights, 0), Small.Quantize(Target.Weights, 5, bits: 2));
        using var compressor = Small.Attach(network, schedule);
        Small.Train(network, compressor, 0, 6);

        network.zero_grad();
        compressor.BeginStep(6);
        (network.call(Small.Input(6)) * Held.Of(100)).sum().backward();

        var weight = Small.Parameter(network, "conv2.weight");
        var site = compressor.Sites.Single(s => s.Name == "conv2.weight");
        var mask = compressor.State().Single(s => s.Name == "conv2.weight/mask").Value.to(ScalarType.Float32);
        var gradient = weight.grad!;
        Assert.Equal(54, site.Pruned);
        Assert.Equal(108, weight.count_nonzero().item<long>());
        Assert.Equal(0, (gradient * (ones_like(mask) - mask)).count_nonzero().item<long>());
        Assert.NotEqual(0, (gradient * mask).count_nonzero().item<long>());
        Grid grid = new(2, site.DecimalBits);
        for (var channel = 0; channel < 4; channel++)
        {
            Assert.All(gradient[channel].Floats(), g => Assert.InRange(g, grid.Lowest(channel), grid.Highest(channel)));
        }

        Assert.Contains(gradient.Floats(), g => Enumerable.Range(0, 4).Any(c => g == grid.Lowest(c) || g == grid.Highest(c)));
    }

    [Fact]
    public void Call_Quantized_ComputesWithTheEffectiveWeightAndGivesTheDenseOneBack()
    {
        using var scope = NewDisposeScope();
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Small.Schedule(Small.Quantize(Target.Weights, 0, bits: 3)));
        var outer = (TorchSharp.Modules.Linear)network.children().Last();
        Tensor? seen = null;
        outer.register_forward_pre_hook((_, x) => seen = x);
        Small.Train(network, compressor, 0, 1);

        network.eval();
        var logits = network.call(Small.Input(9));

        var decimalBits = compressor.Sites.Single(s => s.Name == "out.weight").DecimalBits;
        Assert.Equal(3, decimalBits.Length);
        Assert.Same(Small.Parameter(network, "out.weight"), outer.weight);
        Assert.True(outer.weight.is_leaf);
        var effective = PruneThenQuantize.Apply(outer.weight, null, new(3, decimalBits));
        Assert.NotEqual(outer.weight.Bits(), effective.Bits());
        Assert.Equal(nn.functional.linear(network.children().SkipLast(1).Cast<nn.Module<Tensor, Tensor>>().Aggregate(Small.Input(9), (x, m) => m.call(x)), effective, outer.bias).Bits(), logits.Bits());
    }

    [Fact]
    public void Train_WindowAcrossABatchBoundary_HoldsTheLastSamplesWithTheEventsOwn()
    {
        using var scope = NewDisposeScope();
        using var network = Small.Network();
        List<Tensor> maps = [];
        var norm = (nn.Module<Tensor, Tensor>)network.children().ElementAt(1);
        // Registered before the compressor's hook, so it sees the map before the operators.
        norm.register_forward_hook((_, _, y) =>
        {
            maps.Add(y.detach().clone().DetachFromDisposeScope());
            return y;
        });
        using var compressor = Small.Attach(network, Small.Schedule(Small.Prune(Target.Features, 0, interval: 3, times: 1), Small.Quantize(Target.Features, 4, bits: 4)));

        Small.Train(network, compressor, 0, 6);

        Tensor LastFive(int step) => cat([maps[step - 1], maps[step]])[3..];
        var mask = MagnitudeMask.Of(MagnitudeMask.FeatureSaliency(LastFive(3)), 0.5);
        var site = compressor.Sites.Single(s => s.Name == "bn1.features");
        Assert.Equal(mask.Bits(), compressor.State().Single(s => s.Name == "bn1.features/mask").Value.to(ScalarType.Float32).Bits());
        Assert.Equal([DecimalBitsSearch.ForTensor(LastFive(4) * mask, 4, Rounding.Nearest)], site.DecimalBits);
        Assert.DoesNotContain(compressor.State(), s => s.Name.EndsWith("window", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LoadState_AtEveryStep_GoesOnAsIfNeverStopped(bool everySetting)
    {
        var settings = everySetting ? Small.Every : Small.Settings;
        Compressor Attach(nn.Module network) => Compressor.Attach(network, Small.Joint, settings, Small.Batch);
        using var whole = Small.Network();
        using var compressor = Attach(whole);
        Small.Train(whole, compressor, 0, 10);
        var halfWindows = 0;
        for (var stop = 1; stop < 10; stop++)
        {
            using var scope = NewDisposeScope();
            using var before = Small.Network();
            using var first = Attach(before);
            Small.Train(before, first, 0, stop);
            var state = first.State().ToDictionary(s => s.Name, s => s.Value);
            halfWindows += state.Keys.Count(k => k.EndsWith("window", StringComparison.Ordinal));

            using var after = Small.Network(seed: 7);
            after.load_state_dict(before.state_dict());
            using var second = Attach(after);
            second.LoadState(state);
            Assert.Equal(Small.Bits(first), Small.Bits(second));
            Small.Train(after, second, stop, 10);

            Assert.Equal(Small.Bits(whole), Small.Bits(after));
            Assert.Equal(Small.Bits(compressor), Small.Bits(second));
        }

        Assert.NotEqual(0, halfWindows);
    }

    [Fact]
    public void LoadState_OfAnotherKind_SaysWhatIsWrong()
    {
        using var scope = NewDisposeScope();
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Small.Joint);
        // The masks of step 3 look back on step 2, whose samples this state lacks.
        Assert.Contains("window", Assert.Throws<InvalidDataException>(() => compressor.LoadState(new Dictionary<string, Tensor> { ["step"] = tensor(2L) })).Message, StringComparison.Ordinal);
        Assert.Contains("conv9", Assert.Throws<InvalidDataException>(() => compressor.LoadState(new Dictionary<string, Tensor> { ["step"] = tensor(9L), ["conv9/mask"] = ones(1) })).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => compressor.LoadState(new Dictionary<string, Tensor>()));
    }

    [Fact]
    public void Call_InEvaluation_ChangesNothingAndTakesAnyBatch()
    {
        using var scope = NewDisposeScope();
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Small.Joint);
        Small.Train(network, compressor, 0, 3);
        var (weights, state) = (Small.Bits(network), Small.Bits(compressor));

        network.eval();
        var seven = network.call(Small.Input(50, batch: 7));
        var one = network.call(Small.Input(50, batch: 7)[..1]);

        Assert.Equal(weights, Small.Bits(network));
        Assert.Equal(state, Small.Bits(compressor));
        Assert.Equal(seven[0].shape, one[0].shape);
        Assert.All(seven[0].Floats().Zip(one[0].Floats()), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void BeginStep_AfterAForwardThatThrew_PutsTheDenseWeightBack()
    {
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Small.Schedule(Small.Quantize(Target.Weights, 0)));
        Small.Train(network, compressor, 0, 1);
        var conv = (TorchSharp.Modules.Conv2d)network.children().First();
        using var wrong = zeros(2, 5, 8, 8);
        Assert.ThrowsAny<Exception>(() => conv.call(wrong));
        Assert.NotSame(Small.Parameter(network, "conv1.weight"), conv.weight);

        compressor.BeginStep(1);

        Assert.Same(Small.Parameter(network, "conv1.weight"), conv.weight);
        Small.Step(network, 1);
    }

    [Fact]
    public void BeginStep_NotGreater_Throws()
    {
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Schedule.Float);
        compressor.BeginStep(4);
        Assert.Throws<ArgumentOutOfRangeException>(() => compressor.BeginStep(4));
    }

    [Fact]
    public void Dispose_Attached_LeavesTheFloatNetwork()
    {
        using var scope = NewDisposeScope();
        using var network = Small.Network();
        using (var compressor = Small.Attach(network, Small.Joint))
        {
            Small.Train(network, compressor, 0, 9);
        }

        using var bare = Small.Network();
        bare.load_state_dict(network.state_dict());
        network.eval();
        bare.eval();
        Assert.Equal(bare.call(Small.Input(0)).Bits(), network.call(Small.Input(0)).Bits());
    }

    [Fact]
    public void Train_ManySettledSteps_KeepsNoTensor()
    {
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Small.Joint);
        Small.Train(network, compressor, 0, 20);
        compressor.BeginStep(20);
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        Small.Train(network, compressor, 21, 300);
        compressor.BeginStep(300);

        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Dispose_AfterAnyStep_KeepsNoTensor()
    {
        using var network = Small.Network();
        Small.Train(network, null, 0, 1);
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        foreach (var end in new[] { 3, 5, 8 })
        {
            using var compressor = Small.Attach(network, Small.Joint);
            Small.Train(network, compressor, 0, end);
        }

        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void State_AfterABackwardThatFailed_Throws()
    {
        using var scope = NewDisposeScope();
        using var network = Small.Network();
        using var compressor = Compressor.Attach(
            network, Small.Schedule(Small.Quantize(Target.Weights, 0)), Small.Settings with { Gradient = GradientMode.Mask }, Small.Batch);
        network.train();
        compressor.BeginStep(0);
        var loss = network.call(Small.Input(0)).sum();
        using (no_grad())
        {
            // What backward needs is not there any more.
            Small.Parameter(network, "conv2.weight").zero_();
        }

        loss.backward();

        Assert.Throws<InvalidOperationException>(compressor.State);
    }

    [Fact]
    public void Attach_TransposedConvolution_QuantizesByItsOutputChannels()
    {
        using var network = nn.Sequential(("up", nn.ConvTranspose2d(2, 5, 3)), ("down", nn.Conv2d(5, 3, 3)));
        using var compressor = Small.Attach(network, Small.Schedule(Small.Quantize(Target.Weights, 0)));
        compressor.BeginStep(0);
        using var scope = NewDisposeScope();
        network.call(Small.Values(3, 4, 2, 8, 8));

        Assert.Equal([5, 3], compressor.Sites.Where(s => s.Target == Target.Weights).Select(s => s.DecimalBits.Length));
    }
}
