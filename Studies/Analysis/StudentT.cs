using JointQP.Studies.Analysis.Statistics;

namespace JointQP.Studies.Analysis;

/// <summary>Student's t distribution, by the regularized incomplete beta function (Abramowitz and Stegun 26.7.1, 26.5.8).</summary>
public static class StudentT
{
    /// <summary>What two-sided 95 % intervals are made by.</summary>
    private const double Usual = 0.975;

    // Every interval asks for one of a few of these; 0 is one that nobody has asked for. Doubles are written whole, so it does not matter who writes twice.
    private static readonly double[] Known = new double[256];

    /// <summary>The probability of a value of at most <paramref name="t"/>.</summary>
    /// <param name="degreesOfFreedom">At least 1.</param>
    public static double Cumulative(double t, int degreesOfFreedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degreesOfFreedom, 1);
        var tail = UpperTail(Math.Abs(t), degreesOfFreedom);
        return t > 0 ? 1 - tail : tail;
    }

    /// <summary>The value below which a share <paramref name="probability"/> lies; to about 12 digits.</summary>
    /// <param name="probability">Above 0 and below 1.</param>
    /// <param name="degreesOfFreedom">At least 1.</param>
    public static double Quantile(double probability, int degreesOfFreedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degreesOfFreedom, 1);
        if (!probability.Equals(Usual) || degreesOfFreedom >= Known.Length)
            return Quantile(probability, (double)degreesOfFreedom);
        if (Known[degreesOfFreedom] is 0)
            Known[degreesOfFreedom] = Quantile(probability, (double)degreesOfFreedom);
        return Known[degreesOfFreedom];
    }

    /// <summary>The same with degrees of freedom that need not be whole, such as Welch's.</summary>
    internal static double Quantile(double probability, double degreesOfFreedom)
    {
        if (probability is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "a probability above 0 and below 1");
        // The tail is searched, not the cumulative: 1 - p loses no digits there.
        var tail = Math.Min(probability, 1 - probability);
        if (tail.Equals(0.5))
            return 0;
        var (low, high) = (0.0, 1.0);
        while (UpperTail(high, degreesOfFreedom) > tail)
            (low, high) = (high, high * 2);
        // Bisection to neighbouring doubles: the tail falls strictly, so nothing else can go wrong.
        while (true)
        {
            var middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
                return probability < 0.5 ? -middle : middle;
            if (UpperTail(middle, degreesOfFreedom) > tail)
                low = middle;
            else
                high = middle;
        }
    }

    /// <summary>The probability of a value as far from 0 as t, on either side.</summary>
    internal static double TwoSided(double t, double degreesOfFreedom) => Beyond(Math.Abs(t), degreesOfFreedom);

    /// <summary>The probability of a value above t.</summary>
    internal static double UpperTail(double t, double degreesOfFreedom) =>
        t < 0 ? 1 - UpperTail(-t, degreesOfFreedom) : Beyond(t, degreesOfFreedom) / 2;

    // t² may overflow; then nothing lies beyond.
    private static double Beyond(double t, double df) =>
        double.IsInfinity(t * t) ? 0 : SpecialFunctions.IncompleteBeta(df / (df + (t * t)), t * t / (df + (t * t)), df / 2, 0.5);
}
