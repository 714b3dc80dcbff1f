namespace JointQP.Studies.Analysis;

/// <summary>Student's t distribution, by the regularized incomplete beta function (Abramowitz and Stegun 26.7.1, 26.5.8).</summary>
public static class StudentT
{
    // Lanczos' approximation with g = 7 and 9 terms: relative error of the gamma function below 1e-14.
    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

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

    /// <summary>The probability of a value above t, for t of at least 0.</summary>
    private static double UpperTail(double t, double df) => IncompleteBeta(df / (df + (t * t)), t * t / (df + (t * t)), df / 2, 0.5) / 2;

    /// <summary>Regularized incomplete beta function I_x(a, b); <paramref name="y"/> is 1 - x without its rounding.</summary>
    private static double IncompleteBeta(double x, double y, double a, double b)
    {
        if (x <= 0 || y <= 0)
            return x <= 0 ? 0 : 1;
        var front = Math.Exp((a * Math.Log(x)) + (b * Math.Log(y)) + LogGamma(a + b) - LogGamma(a) - LogGamma(b));
        // The continued fraction converges fast on this side of the mean; the other side is its mirror.
        return x < (a + 1) / (a + b + 2) ? front * Fraction(x, a, b) / a : 1 - (front * Fraction(y, b, a) / b);
    }

    /// <summary>The continued fraction of Abramowitz and Stegun 26.5.8, by Lentz' method.</summary>
    private static double Fraction(double x, double a, double b)
    {
        const double Tiny = 1e-300;
        const int MostTerms = 10_000;
        var c = 1.0;
        var d = 1 / NotZero(1 - ((a + b) * x / (a + 1)));
        var value = d;
        for (var m = 1; m <= MostTerms; m++)
        {
            var before = value;
            Step(m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m))));
            Step(-(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1)));
            if (Math.Abs(value - before) <= 1e-16 * Math.Abs(value))
                break;
        }

        return value;

        void Step(double numerator)
        {
            d = 1 / NotZero(1 + (numerator * d));
            c = NotZero(1 + (numerator / c));
            value *= c * d;
        }

        static double NotZero(double term) => Math.Abs(term) < Tiny ? Tiny : term;
    }

    private static double LogGamma(double z)
    {
        if (z < 0.5)
            return Math.Log(Math.PI / Math.Sin(Math.PI * z)) - LogGamma(1 - z);
        var shifted = z - 1;
        var sum = Lanczos[0];
        for (var i = 1; i < Lanczos.Length; i++)
            sum += Lanczos[i] / (shifted + i);
        var t = shifted + 7.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((shifted + 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }
}
