using System.Collections.Immutable;
using System.Globalization;
using JointQP.Studies.Analysis.Statistics;
using Orleans;

namespace JointQP.Studies.Analysis.Sequential;

/// <summary>A number of seeds at which a comparison is looked at.</summary>
/// <param name="Seeds">Pairs that are done by then.</param>
/// <param name="Alpha">The level of the tests at this look; 0 where they are too few to show anything.</param>
[GenerateSerializer, Immutable, Alias("JointQP.SeedLook")]
public sealed record SeedLook([property: Id(0)] int Seeds, [property: Id(1)] double Alpha);

/// <summary>When a comparison that gets seeds until it is decided is looked at, and at which levels. All is fixed before the first seed.</summary>
public static class SeedLooks
{
    // Each look has about half as many seeds more: more looks cost level and decide hardly earlier.
    private const double Growth = 1.5;

    /// <summary>A level for people: four decimals, and never more than it is.</summary>
    public static string Text(double alpha) => (Math.Floor((alpha * 1e4) + 1e-6) / 1e4).ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>
    /// Looks in equal ratios from the first to the last. The level spent by a look is alpha n / N of N seeds at most (a linear spending function: Lan and
    /// DeMets 1983; Kim and DeMets 1987), rounded down to what the sign-flip test of n seeds can give, the rest being left for later looks. The levels add up to alpha at most,
    /// so whatever the looks have to do with each other, the error of all is alpha at most (Bonferroni).
    /// </summary>
    /// <param name="from">Seeds of the first look, at least 2.</param>
    /// <param name="to">Seeds of the last, at least <paramref name="from"/>.</param>
    /// <param name="alpha">In (0, 1).</param>
    public static ImmutableArray<SeedLook> Of(int from, int to, double alpha = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        if (alpha is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "a level above 0 and below 1");
        var steps = (int)Math.Max(1, Math.Round(Math.Log((double)to / from) / Math.Log(Growth)));
        var seeds = Enumerable.Range(0, steps + 1).Select(step => (int)Math.Round(from * Math.Pow((double)to / from, (double)step / steps))).Distinct();
        var (looks, spent) = (ImmutableArray.CreateBuilder<SeedLook>(), 0.0);
        foreach (var look in seeds)
        {
            var smallest = SignFlip.Smallest(look);
            var free = (alpha * look / to) - spent;
            // A hair more than is free, which rounding may have taken: 0.0625 of 0.0625 is one.
            var level = Math.Floor((free / smallest) + 1e-9) * smallest;
            looks.Add(new(look, level));
            spent += level;
        }

        return looks.ToImmutable();
    }
}
