using JointQP.Studies.Analysis.Statistics;
using JointQP.Tests.Unit.Studies.Analysis.Statistics;

namespace JointQP.Tests.Unit.Studies.Analysis.Verdicts;

/// <summary>What the metrics of trainings that are alike may be spread by.</summary>
public enum Noise
{
    Normal,

    /// <summary>Student's t with 2 degrees of freedom: no variance, and now and then a training far off.</summary>
    HeavyTailed,

    /// <summary>Squared exponential: skewed, as accuracies near their ceiling are. The difference of two is symmetric all the same.</summary>
    Skewed,

    /// <summary>Few values, as of a small test set: many ties and zeros.</summary>
    Coarse,
}

internal static class NoiseDraw
{
    public static double Next(this Noise noise, ref SplitMix random) => noise switch
    {
        Noise.HeavyTailed => Draw.Normal(ref random) / Math.Sqrt(-Math.Log(random.NextDouble())),
        Noise.Skewed => -Math.Pow(Math.Log(random.NextDouble()), 2),
        Noise.Coarse => Math.Round(1.5 * Draw.Normal(ref random)),
        _ => Draw.Normal(ref random),
    };
}
