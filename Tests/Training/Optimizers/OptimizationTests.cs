using JointQP.Studies.Words;
using JointQP.Tests.Training.Native;
using JointQP.Training;
using JointQP.Training.Checkpoints;
using JointQP.Training.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Optimizers;

public sealed class OptimizationTests
{
    private static readonly TrainingSettings Settings = new() { Epochs = 1, Rate = 0.2 };

    [Theory]
    [InlineData(OptimizerKind.Sgd, 0.9, 0.01)]
    [InlineData(OptimizerKind.Sgd, 0.9, 0)]
    [InlineData(OptimizerKind.Sgd, 0, 0.01)]
    [InlineData(OptimizerKind.Adam, 0, 0.01)]
    [InlineData(OptimizerKind.Adam, 0, 0)]
    [InlineData(OptimizerKind.Adadelta, 0, 0.01)]
    [InlineData(OptimizerKind.Adadelta, 0, 0)]
    public void Create_OfEachKind_TrainsToTheSameBitsAsTorchSharps(OptimizerKind kind, double momentum, double decay)
    {
        var settings = Settings with { Optimizer = kind, Momentum = momentum, WeightDecay = decay };
        var (ours, kept) = Train(parameters => Optimization.Create(settings, parameters));
        var (theirs, known) = Held.During(() => Train(parameters => TorchSharps(settings, parameters)));

        Assert.Equal(theirs, ours);
        Assert.Equal(known, kept);
    }

    private static OptimizerHelper TorchSharps(TrainingSettings settings, IEnumerable<Parameter> parameters) => settings.Optimizer switch
    {
        OptimizerKind.Sgd => optim.SGD(parameters, settings.Rate, settings.Momentum, weight_decay: settings.WeightDecay),
        OptimizerKind.Adam => optim.Adam(parameters, settings.Rate, weight_decay: settings.WeightDecay),
        _ => optim.Adadelta(parameters, settings.Rate, weight_decay: settings.WeightDecay),
    };

    /// <summary>The bits of two parameters after ten steps, the last at another rate, of which a third never has a gradient; and of the optimizer's state.</summary>
    private static (int[] Parameters, byte[] State) Train(Func<IEnumerable<Parameter>, OptimizerHelper> create)
    {
        using var scope = NewDisposeScope();
        var random = new Generator(7);
        Parameter[] parameters = [.. new long[][] { [4, 3], [5], [2] }.Select(shape => new Parameter(randn(shape, generator: random)))];
        using var optimizer = create(parameters);
        for (var step = 0; step < 10; step++)
        {
            Optimization.SetRate(optimizer, step < 9 ? 0.2 : 0.05);
            optimizer.zero_grad();
            foreach (var parameter in parameters[..2])
                (parameter * randn(parameter.shape, generator: random)).sum().backward();
            optimizer.step();
        }

        return (
            [.. parameters.SelectMany(parameter => parameter.data<float>().ToArray()).Select(BitConverter.SingleToInt32Bits)],
            TrainingState.Bytes(optimizer).data<byte>().ToArray());
    }

    [Fact]
    public void RateAt_Cosine_FallsFromTheRateToNothing()
    {
        Assert.Equal(0.2, Optimization.RateAt(Settings, 0, 100));
        Assert.Equal(0.1, Optimization.RateAt(Settings, 50, 100), 12);
        Assert.InRange(Optimization.RateAt(Settings, 99, 100), 0, 1e-4);
    }

    [Fact]
    public void RateAt_Constant_Stays() =>
        Assert.Equal(0.2, Optimization.RateAt(Settings with { Decay = RateDecay.Constant }, 99, 100));

    [Fact]
    public void RateAt_Linear_IsAStraightLineToNothing()
    {
        var linear = Settings with { Decay = RateDecay.Linear };
        foreach (var step in (long[])[0, 1, 25, 50, 99, 100])
            Assert.Equal(0.2 * (1 - (step / 100.0)), Optimization.RateAt(linear, step, 100), 15);
        Assert.Equal(0, Optimization.RateAt(linear, 100, 100));
    }

    [Fact]
    public void RateAt_LinearFromAStep_StaysUntilThen()
    {
        var late = Settings with { Decay = RateDecay.Linear, DecayFrom = 60 };
        Assert.All([0L, 30, 60], step => Assert.Equal(0.2, Optimization.RateAt(late, step, 100)));
        foreach (var step in (long[])[61, 80, 99, 100])
            Assert.Equal(0.2 * (100 - step) / 40, Optimization.RateAt(late, step, 100), 15);
    }

    // As PyTorch's StepLR: times the factor once for each interval that is over.
    [Fact]
    public void RateAt_Step_FallsByTheFactorAfterEachInterval()
    {
        var steps = Settings with { Decay = RateDecay.Step, DecayFactor = 0.7, DecayEvery = 30 };
        var rate = 0.2;
        for (var step = 0L; step < 100; step++)
        {
            if (step > 0 && step % 30 == 0)
                rate *= 0.7;
            Assert.Equal(rate, Optimization.RateAt(steps, step, 100), 15);
        }
    }

    [Fact]
    public void RateAt_StepWithoutItsSettings_Throws() =>
        Assert.Throws<EngineException>(() => Optimization.RateAt(Settings with { Decay = RateDecay.Step, DecayFactor = 0.7 }, 1, 100));

    // PyTorch's rule, written out for one weight: square and delta averages with rho 0.9 and epsilon 1e-6.
    [Fact]
    public void Create_Adadelta_StepsByItsRule()
    {
        using var scope = NewDisposeScope();
        using var weight = new Parameter(tensor(2f));
        using var optimizer = Optimization.Create(Settings with { Optimizer = OptimizerKind.Adadelta, Rate = 1, WeightDecay = 0 }, [weight]);
        var (expected, squares, deltas) = (2.0, 0.0, 0.0);
        for (var step = 0; step < 20; step++)
        {
            optimizer.zero_grad();
            (weight * weight).backward();
            optimizer.step();
            var gradient = 2 * expected;
            squares = (0.9 * squares) + (0.1 * gradient * gradient);
            var delta = Math.Sqrt(deltas + 1e-6) / Math.Sqrt(squares + 1e-6) * gradient;
            deltas = (0.9 * deltas) + (0.1 * delta * delta);
            expected -= delta;
        }

        Assert.Equal(expected, weight.item<float>(), 1e-5);
    }
}
