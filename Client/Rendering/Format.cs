using System.Globalization;
using JointQP.Studies.Analysis;

namespace JointQP.Client.Rendering;

/// <summary>Numbers as people read them, the same in every language setting.</summary>
internal static class Format
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>A whole number with separated thousands.</summary>
    public static string Count(long number) => number.ToString("N0", Culture);

    /// <summary>A rate: three digits that count, whole from 100 on.</summary>
    public static string Rate(double perSecond) => perSecond switch
    {
        >= 100 => perSecond.ToString("N0", Culture),
        >= 10 => perSecond.ToString("0.0", Culture),
        _ => perSecond.ToString("0.00", Culture),
    };

    /// <summary>A share of the whole in percent, rounded down so that only all is 100 %.</summary>
    public static string Share(long done, long all) => (all == 0 ? 100 : done * 100 / all).ToString(Culture) + " %";

    /// <summary>Bytes in decimal units.</summary>
    public static string Bytes(double bytes) => bytes switch
    {
        < 1e3 => bytes.ToString("0", Culture) + " B",
        < 1e6 => (bytes / 1e3).ToString("0.0", Culture) + " kB",
        < 1e9 => (bytes / 1e6).ToString("0.00", Culture) + " MB",
        _ => (bytes / 1e9).ToString("0.00", Culture) + " GB",
    };

    /// <summary>A span in its two greatest units.</summary>
    public static string Duration(TimeSpan span)
    {
        var seconds = (long)Math.Round(Math.Max(0, span.TotalSeconds));
        return seconds switch
        {
            < 60 => string.Create(Culture, $"{seconds} s"),
            < 3600 => string.Create(Culture, $"{seconds / 60} min {seconds % 60} s"),
            < 86400 => string.Create(Culture, $"{seconds / 3600} h {seconds % 3600 / 60} min"),
            _ => string.Create(Culture, $"{seconds / 86400} d {seconds % 86400 / 3600} h"),
        };
    }

    /// <summary>How long ago in its greatest unit.</summary>
    public static string Ago(TimeSpan span) => string.Join(' ', Duration(span).Split(' ').Take(2)) + " ago";

    /// <summary>A moment on the user's clock.</summary>
    public static string Moment(DateTimeOffset moment, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(moment, zone).ToString("yyyy-MM-dd HH:mm:ss", Culture);

    /// <summary>Whether a metric is a share of 1, which people read in percent.</summary>
    public static bool IsShare(string metric) => metric.EndsWith("accuracy", StringComparison.Ordinal);

    /// <summary>A number that is a name, such as a seed: nothing separates its thousands.</summary>
    public static string Plain(long number) => number.ToString(Culture);

    /// <summary>A metric's value: <c>87.12 %</c>.</summary>
    /// <param name="unit">Whether to say the unit.</param>
    public static string Value(string metric, double value, bool unit = true)
    {
        var (scale, digits, name) = Unit(metric, " %");
        return (value * scale).ToString(digits, Culture) + (unit ? name : "");
    }

    /// <summary>A value of a trial's stream: shares in percent, sizes in units of bytes.</summary>
    public static string Metric(string metric, double value) => metric.StartsWith("bytes/", StringComparison.Ordinal) ? Bytes(value) : Value(metric, value);

    /// <summary>A time with its range, in one unit: <c>about 3 min (2 to 5)</c>. The range is rounded outwards.</summary>
    public static string About(TimeSpan likely, TimeSpan least, TimeSpan most)
    {
        var (scale, unit, digits) = likely.TotalSeconds switch
        {
            < 90 => (5.0, "s", 0),
            < 5400 => (60.0, "min", 0),
            < 172_800 => (360.0, "h", 1),
            _ => (8640.0, "d", 1),
        };
        // Seconds in fives, hours and days in tenths: more digits would claim to be known.
        double Round(TimeSpan span, Func<double, double> how) =>
            how(Math.Round(span.TotalSeconds / scale, 6)) * (digits == 1 ? 0.1 : unit == "s" ? 5 : 1);
        string Text(double number) => number.ToString(digits == 1 ? "0.0" : "0", Culture);
        var (low, middle, high) = (Round(least, Math.Floor), Math.Max(Round(likely, Math.Round), unit == "s" ? 5 : 0), Round(most, Math.Ceiling));
        return likely == TimeSpan.Zero ? "none"
            : high - low <= 0 ? $"about {Text(middle)} {unit}"
            : $"about {Text(middle)} {unit} ({Text(Math.Min(low, middle))} to {Text(Math.Max(high, middle))})";
    }

    /// <summary>A mean with half the width of its interval: <c>87.12 ± 0.31 %</c>; without the interval where there is one value.</summary>
    /// <param name="unit">Whether to say the unit.</param>
    public static string Interval(string metric, Interval interval, bool unit = true)
    {
        var (scale, digits, name) = Unit(metric, " %");
        var mean = (interval.Mean * scale).ToString(digits, Culture);
        var half = ((interval.High - interval.Low) / 2 * scale).ToString(digits, Culture);
        return (interval.Count > 1 ? $"{mean} ± {half}" : mean) + (unit ? name : "");
    }

    /// <summary>A paired difference with its interval: <c>+0.42 points (95 %: +0.11 to +0.73; 6 seeds)</c>.</summary>
    public static string Difference(string metric, Interval difference)
    {
        var seeds = difference.Count == 1 ? "1 seed" : string.Create(Culture, $"{difference.Count} seeds");
        return difference.Count > 1
            ? $"{Signed(metric, difference.Mean)} (95 %: {Signed(metric, difference.Low, unit: false)} to {Signed(metric, difference.High, unit: false)}; {seeds})"
            : $"{Signed(metric, difference.Mean)} ({seeds})";
    }

    /// <summary>A difference of a metric: <c>+0.42 points</c>.</summary>
    /// <param name="unit">Whether to say the unit.</param>
    public static string Signed(string metric, double value, bool unit = true)
    {
        var (scale, digits, name) = Unit(metric, " points");
        return Math.Round(value * scale, digits.Length - 2).ToString($"+{digits};-{digits};{digits}", Culture) + (unit ? name : "");
    }

    private static (double Scale, string Digits, string Unit) Unit(string metric, string unit) =>
        IsShare(metric) ? (100, "0.00", unit) : (1, "0.0000", "");
}
