namespace JointQP.Studies.Analysis.Statistics;

/// <summary>The standard normal distribution.</summary>
internal static class Normal
{
    /// <summary>The probability of a value above <paramref name="z"/>: erfc(z / sqrt 2) / 2 (Abramowitz and Stegun 26.2.29, 6.5.17).</summary>
    public static double UpperTail(double z) =>
        z < 0 ? 1 - UpperTail(-z) : SpecialFunctions.UpperGamma(0.5, z * z / 2) / 2;

    /// <summary>The density.</summary>
    public static double Density(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
}

/// <summary>The chi-square distribution.</summary>
internal static class ChiSquare
{
    /// <summary>The probability of a value above <paramref name="value"/>: Q(df / 2, x / 2) (Abramowitz and Stegun 26.4.19).</summary>
    /// <param name="value">At least 0.</param>
    /// <param name="degreesOfFreedom">At least 1.</param>
    public static double UpperTail(double value, int degreesOfFreedom) => SpecialFunctions.UpperGamma(degreesOfFreedom / 2.0, value / 2);
}
