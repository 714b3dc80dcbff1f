using System.Globalization;

namespace JointQP.Studies.Analysis;

/// <summary>What a paired difference means, for people.</summary>
public static class ComparisonSentence
{
    /// <summary>Tells which order is better by how much and how sure, or that nothing is shown.</summary>
    /// <param name="first">A schedule's label.</param>
    /// <param name="second">Another's.</param>
    /// <param name="difference">First minus second; null without a pair.</param>
    /// <param name="metric">What was measured.</param>
    public static string Of(string first, string second, Interval? difference, VerdictMetric metric)
    {
        if (difference is null)
            return $"Nothing to compare yet: no seed has finished both {first} and {second}.";
        if (!double.IsFinite(difference.Mean))
            return $"{first} and {second} cannot be compared: {metric.Name} of a trial is not a finite number.";
        var firstIsBetter = difference.Mean > 0 == metric.HigherIsBetter;
        var (better, worse) = firstIsBetter ? (first, second) : (second, first);
        if (difference is { Count: 1 } or { HasSpread: false })
        {
            var (on, none) = difference.Count == 1
                ? ("on the only seed that finished both", "one pair gives no interval")
                : ($"on each of the {difference.Count} seeds that finished both", "equal differences give no interval");
            return difference.Mean.Equals(0)
                ? $"{first} and {second} are equal in {metric.Name} {on}; {none}."
                : $"{better} is {Amount(Math.Abs(difference.Mean), metric)} better than {worse} in {metric.Name} {on}; {none}.";
        }

        if (!difference.ExcludesZero)
        {
            return $"No difference shown at this number of seeds: {first} minus {second} is {Amount(difference.Mean, metric)} of {metric.Name} "
                + $"({Bounds(difference.Low, difference.High, metric)}, {difference.Count} pairs), and the interval includes 0.";
        }

        // Told from the better one's side, so that the interval reads as how much better it is.
        var (low, high) = difference.Mean > 0 ? (difference.Low, difference.High) : (-difference.High, -difference.Low);
        return $"{better} is {Amount(Math.Abs(difference.Mean), metric)} better than {worse} in {metric.Name} "
            + $"({Bounds(low, high, metric)}, {difference.Count} pairs); the interval, taken by itself, excludes 0.";
    }

    /// <summary>Tells that a stopper has ended a comparison, of one order or of both: what was seen on validation data early on is no verdict.</summary>
    public static string OfStopped(string first, bool firstStopped, string second, bool secondStopped) =>
        firstStopped && secondStopped
            ? $"Not compared: the stopper ended both {first} and {second} before their end."
            : $"Not compared: the stopper ended {(firstStopped ? first : second)} before its end, by validation data, and with it the comparison with {(firstStopped ? second : first)}.";

    /// <summary>A value of the metric with its unit.</summary>
    internal static string Amount(double value, VerdictMetric metric) =>
        Number(value, metric) + (metric.IsFraction ? " percentage points" : string.Empty);

    /// <summary>An interval of the metric.</summary>
    internal static string Bounds(double low, double high, VerdictMetric metric) =>
        $"95 % interval {Number(low, metric)} to {Number(high, metric)}";

    // Two decimals, or as many as keep a value that is not 0 from being told as 0.
    internal static string Number(double value, VerdictMetric metric)
    {
        var shown = metric.IsFraction ? value * 100 : value;
        return shown.ToString(Math.Abs(shown) is > 0 and < 0.005 ? "0.#e+0" : "0.00", CultureInfo.InvariantCulture);
    }
}
