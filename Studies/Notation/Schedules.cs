using System.Collections.Immutable;
using JointQP.Studies.Words;

namespace JointQP.Studies.Notation;

/// <summary>Makes schedules from notation and steps: for those who train in a loop of their own and have no study.</summary>
public static class Schedules
{
    /// <summary>
    /// A schedule that introduces the places of an ordering at given steps: <c>Of("P0.5(w,f) -> Q8(w,f)", settings, 300, 900)</c> prunes from
    /// step 300 and quantizes from step 900.
    /// </summary>
    /// <param name="ordering">Notation, such as <c>P0.5(w) = Q8(w) -> Q8(f)</c>; <c>float</c> for none.</param>
    /// <param name="settings">Gives the ramp of pruning and the delay of features; pass the same to the operators.</param>
    /// <param name="onsets">
    /// One training step for each place, counted from 0 and ascending. Pruning starts its ramp there (its first mask comes one
    /// <see cref="CompressionSettings.RampInterval"/> later), quantization fixes its decimal bits there.
    /// </param>
    /// <exception cref="FormatException">The notation is wrong; the message tells the column, what was found and what is allowed.</exception>
    /// <exception cref="ArgumentException">There are more or fewer onsets than places, or they do not ascend.</exception>
    public static Schedule Of(string ordering, CompressionSettings settings, params ReadOnlySpan<long> onsets)
    {
        var parsed = Ordering.Parse(ordering);
        if (onsets.Length != parsed.Places.Length)
        {
            throw new ArgumentException(
                $"'{parsed}' has {parsed.Places.Length} places and {onsets.Length} onsets were given; give one step for each place, those tied by '=' sharing one.",
                nameof(onsets));
        }

        var begun = new List<Onset>();
        var last = -1L;
        for (var place = 0; place < onsets.Length; place++)
        {
            if (onsets[place] <= last)
            {
                throw new ArgumentException(
                    $"'{parsed.Places[place]}' starts at step {onsets[place]}, and onsets are steps from 0 that ascend along the order (the one before: {last}).",
                    nameof(onsets));
            }

            last = onsets[place];
            begun.AddRange(Begin(parsed.Places[place], last, new(settings.RampInterval, settings.RampTimes, settings.FeatureDelay)));
        }

        return Of(parsed, begun);
    }

    /// <summary>The onsets of a place that starts at a step.</summary>
    internal static IEnumerable<Onset> Begin(Place place, long start, OperatorTiming timing)
    {
        foreach (var term in place.Terms)
        {
            foreach (var operation in term.Operations)
                yield return timing.Begin(term, operation, start);
        }
    }

    /// <summary>The schedule of an ordering whose places have begun, in canonical order.</summary>
    internal static Schedule Of(Ordering ordering, IEnumerable<Onset> begun) => new(
        ordering.ToString(),
        // No two are equal in this order: an ordering prunes and quantizes each target once.
        ImmutableArray.CreateRange(begun).Sort(static (one, other) =>
            (one.Start, (int)one.Kind, (int)one.Target).CompareTo((other.Start, (int)other.Kind, (int)other.Target))));
}
