namespace JointQP.Studies.Rates;

/// <summary>An estimated time in seconds, with what it may well be instead.</summary>
/// <param name="Likely">As measured.</param>
/// <param name="Least">Where all is fast.</param>
/// <param name="Most">Where all is slow.</param>
public readonly record struct TimeRange(double Likely, double Least, double Most)
{
    // Even a rate that was the same in all stages is that of one day on one machine.
    private const double LeastSpread = 0.1;

    /// <summary>A rate with its spread, which is at least a tenth.</summary>
    public static TimeRange Of(Rate rate)
    {
        var spread = Math.Max(LeastSpread, rate.Mean > 0 ? rate.Spread / rate.Mean : 0);
        return new(rate.Mean, rate.Mean * (1 - Math.Min(spread, 0.5)), rate.Mean * (1 + spread));
    }

    /// <summary>A time that is taken over from something alike: half or double of it would be no surprise.</summary>
    public TimeRange Assumed() => new(Likely, Likely / 2, Likely * 2);

    /// <summary>Both: where one is slow, the other is.</summary>
    public static TimeRange operator +(TimeRange one, TimeRange other) => new(one.Likely + other.Likely, one.Least + other.Least, one.Most + other.Most);

    /// <summary>So many of it.</summary>
    public static TimeRange operator *(TimeRange one, double times) => new(one.Likely * times, one.Least * times, one.Most * times);

    /// <summary><see langword="operator"/> +.</summary>
    public static TimeRange Add(TimeRange one, TimeRange other) => one + other;

    /// <summary><see langword="operator"/> *.</summary>
    public static TimeRange Multiply(TimeRange one, double times) => one * times;
}
