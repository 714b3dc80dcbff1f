using System.Globalization;
using JointQP.Client.Rendering;

namespace JointQP.Client.Reports;

/// <summary>Where values stand along a side of a picture.</summary>
/// <param name="Low">The value at <paramref name="From"/>; below <paramref name="High"/>.</param>
/// <param name="High">The value at <paramref name="To"/>.</param>
/// <param name="From">A place in pixels.</param>
/// <param name="To">Another; less than <paramref name="From"/> where values grow upwards.</param>
/// <param name="Scale">What values are multiplied by to be told: 100 for shares.</param>
internal sealed record Axis(double Low, double High, double From, double To, double Scale = 1)
{
    /// <summary>An axis with a little room around the values; of one value, around that.</summary>
    public static Axis Around(IReadOnlyCollection<double> values, double from, double to, double scale = 1)
    {
        var (low, high) = values.Count == 0 ? (0, 1) : (values.Min(), values.Max());
        var room = high > low ? (high - low) * 0.06 : Math.Max(Math.Abs(high) * 0.01, 1e-9);
        return new(low - room, high + room, from, to, scale);
    }

    /// <summary>The place of a value, no further than the ends.</summary>
    public double At(double value) => From + ((Math.Clamp(value, Low, High) - Low) / (High - Low) * (To - From));

    /// <summary>Round values with their texts, at most so many or a few more.</summary>
    public IEnumerable<(double Value, string Text)> Ticks(int most = 6)
    {
        var (low, high) = (Low * Scale, High * Scale);
        var rough = (high - low) / most;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
        var digits = Math.Clamp((int)-Math.Floor(Math.Log10(step) + 1e-9), 0, 9);
        for (var at = (long)Math.Ceiling((low / step) - 1e-9); at * step <= high + (step * 1e-9); at++)
            yield return (at * step / Scale, (at * step).ToString("N" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
    }

    /// <summary>What values of a metric are multiplied by to be told.</summary>
    public static double ScaleOf(string metric) => Format.IsShare(metric) ? 100 : 1;

    /// <summary>A metric's name for people.</summary>
    public static string Name(string metric) => metric.Replace('/', ' ');

    /// <summary>What stands along an axis of a metric.</summary>
    public static string Title(string metric) => Name(metric) + (Format.IsShare(metric) ? ", %" : "");

    /// <summary>What stands along an axis of its differences.</summary>
    public static string DifferenceTitle(string metric) => $"difference of {Name(metric)}" + (Format.IsShare(metric) ? ", percentage points" : "");
}
