using JointQP.Studies.Words;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace JointQP.Training.Optimizers;

/// <summary>Optimizers and learning rates as a spec describes them.</summary>
public static class Optimization
{
    /// <summary>A fresh optimizer of <paramref name="parameters"/>.</summary>
    /// <remarks>
    /// TorchSharp's, with steps of our own: of a number that is given as one, TorchSharp makes a Scalar that nothing holds, and a garbage collection frees it while
    /// libtorch still reads it. A thread must be held up at the wrong moment for that, but a training has millions of such moments, and what it does then is a
    /// failure at best.
    /// </remarks>
    public static OptimizerHelper Create(TrainingSettings settings, IEnumerable<Parameter> parameters) => settings.Optimizer switch
    {
        OptimizerKind.Sgd => new SGD(parameters, settings.Rate, settings.Momentum, settings.WeightDecay),
        OptimizerKind.Adadelta => new Adadelta(parameters, settings.Rate, settings.WeightDecay),
        OptimizerKind.Adam => new Adam(parameters, settings.Rate, settings.WeightDecay),
        _ => throw new EngineException($"Unknown optimizer {settings.Optimizer}; there is: {string.Join(", ", Enum.GetNames<OptimizerKind>())}."),
    };

    /// <summary>The learning rate of step <paramref name="step"/> of <paramref name="total"/>, from the step alone.</summary>
    /// <remarks>Never from the rate of the step before: a stage that begins there would have another. <paramref name="total"/> is the whole trial's.</remarks>
    public static double RateAt(TrainingSettings settings, long step, long total) => settings.Decay switch
    {
        RateDecay.Cosine => settings.Rate * 0.5 * (1 + Math.Cos(Math.PI * step / total)),
        RateDecay.Constant => settings.Rate,
        RateDecay.Linear => settings.Rate * (total - Math.Max(step, settings.DecayFrom ?? 0)) / (total - (settings.DecayFrom ?? 0)),
        RateDecay.Step when settings is { DecayFactor: { } factor, DecayEvery: { } every } => settings.Rate * Math.Pow(factor, step / every),
        RateDecay.Step => throw new EngineException("Decay Step needs a factor and how many steps lie between two of its falls; the settings lack one of them."),
        _ => throw new EngineException($"Unknown decay {settings.Decay}; there is: {string.Join(", ", Enum.GetNames<RateDecay>())}."),
    };

    /// <summary>Sets the learning rate of all of an optimizer's parameters.</summary>
    public static void SetRate(optim.Optimizer optimizer, double rate)
    {
        foreach (var group in optimizer.ParamGroups)
            group.LearningRate = rate;
    }
}
