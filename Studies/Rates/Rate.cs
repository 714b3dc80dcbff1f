using System.Text.Json.Serialization;

namespace JointQP.Studies.Rates;

/// <summary>Seconds that something takes, from sums in which the old counts ever less.</summary>
/// <param name="Count">How many were measured, as far as they still count.</param>
/// <param name="Seconds">How long they took.</param>
/// <param name="Squares">Sum of count x seconds² of one, over what was measured together: it tells how much stages differ.</param>
public readonly record struct Rate(double Count, double Seconds, double Squares)
{
    /// <summary>Seconds of one.</summary>
    [JsonIgnore]
    public double Mean => Seconds / Count;

    /// <summary>Standard deviation of the mean seconds from one measurement to the next.</summary>
    [JsonIgnore]
    public double Spread => Math.Sqrt(Math.Max(0, (Squares / Count) - (Mean * Mean)));

    /// <summary>Whether it is a measurement at all.</summary>
    [JsonIgnore]
    public bool IsSound => Count > 0 && Seconds >= 0 && Squares >= 0 && double.IsFinite(Count + Seconds + Squares);

    /// <summary>With a further measurement.</summary>
    /// <param name="count">How many, more than 0.</param>
    /// <param name="seconds">How long they took.</param>
    /// <param name="most">How many count at most: what is older counts so much less that it stays at that.</param>
    public Rate Add(double count, double seconds, double most)
    {
        var kept = Math.Clamp((most - count) / Math.Max(Count, 1), 0, 1);
        return new((Count * kept) + count, (Seconds * kept) + seconds, (Squares * kept) + (seconds * seconds / count));
    }
}
