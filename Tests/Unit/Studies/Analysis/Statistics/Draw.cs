using JointQP.Studies.Analysis.Statistics;

namespace JointQP.Tests.Unit.Studies.Analysis.Statistics;

/// <summary>Random samples for simulations.</summary>
internal static class Draw
{
    /// <summary>Of the normal distribution with standard deviation 1 (Box and Muller 1958).</summary>
    public static double[] Normal(ref SplitMix random, int count, double mean = 0)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++)
            values[i] = mean + Normal(ref random);
        return values;
    }

    public static double Normal(ref SplitMix random) =>
        Math.Sqrt(-2 * Math.Log(random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
