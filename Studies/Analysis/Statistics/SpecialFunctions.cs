namespace JointQP.Studies.Analysis.Statistics;

/// <summary>The gamma and beta functions that distributions are made of.</summary>
internal static class SpecialFunctions
{
    private const double Tiny = 1e-300;
    private const int MostTerms = 10_000;

    // Lanczos' approximation with g = 7 and 9 terms: relative error of the gamma function below 1e-14.
    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>The logarithm of the gamma function of <paramref name="z"/> above 0 (Lanczos 1964).</summary>
    public static double LogGamma(double z)
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

    /// <summary>Regularized incomplete beta function I_x(a, b); <paramref name="y"/> is 1 - x without its rounding.</summary>
    public static double IncompleteBeta(double x, double y, double a, double b)
    {
        if (x <= 0 || y <= 0)
            return x <= 0 ? 0 : 1;
        var front = Math.Exp((a * Math.Log(x)) + (b * Math.Log(y)) + LogGamma(a + b) - LogGamma(a) - LogGamma(b));
        // The continued fraction converges fast on this side of the mean; the other side is its mirror.
        return x < (a + 1) / (a + b + 2) ? front * BetaFraction(x, a, b) / a : 1 - (front * BetaFraction(y, b, a) / b);
    }

    /// <summary>
    /// Regularized upper incomplete gamma function Q(a, x) of a above 0 and x of at least 0: the series of Abramowitz and Stegun 6.5.29 where
    /// it converges fast, the continued fraction 6.5.31 beyond.
    /// </summary>
    public static double UpperGamma(double a, double x)
    {
        if (x <= 0)
            return 1;
        if (double.IsPositiveInfinity(x))
            return 0;
        var front = Math.Exp((a * Math.Log(x)) - x - LogGamma(a));
        return x < a + 1 ? 1 - (front * GammaSeries(a, x)) : front * GammaFraction(a, x);
    }

    private static double GammaSeries(double a, double x)
    {
        var term = 1 / a;
        var sum = term;
        for (var n = 1; n <= MostTerms && term > 1e-17 * sum; n++)
        {
            term *= x / (a + n);
            sum += term;
        }

        return sum;
    }

    private static double GammaFraction(double a, double x)
    {
        var b = x + 1 - a;
        var (c, d) = (1 / Tiny, 1 / b);
        var value = d;
        for (var n = 1; n <= MostTerms; n++)
        {
            var numerator = -n * (n - a);
            b += 2;
            d = 1 / NotZero(b + (numerator * d));
            c = NotZero(b + (numerator / c));
            value *= c * d;
            if (Math.Abs((c * d) - 1) <= 1e-16)
                break;
        }

        return value;
    }

    /// <summary>The continued fraction of Abramowitz and Stegun 26.5.8, by Lentz' method (1976).</summary>
    private static double BetaFraction(double x, double a, double b)
    {
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
    }

    private static double NotZero(double term) => Math.Abs(term) < Tiny ? Tiny : term;
}
