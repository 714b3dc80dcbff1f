using JointQP.Studies.Words;
using JointQP.Training.Optimizers;

namespace JointQP.Tests.Training.Optimizers;

public sealed class OptimizationTests
{
    private static readonly TrainingSettings Settings = new() { Epochs = 1, Rate = 0.2 };

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
}
