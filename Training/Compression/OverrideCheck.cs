using JointQP.Studies.Words;

namespace JointQP.Training.Compression;

/// <summary>Finds overrides that change nothing, which no spec's reader can: only the network tells which sites there are.</summary>
internal static class OverrideCheck
{
    /// <summary>Refuses a pattern that matches no site, and a key that concerns none of the sites that its pattern matches.</summary>
    /// <param name="overrides">Null: nothing to check.</param>
    /// <param name="places">The places of all networks that the overrides are for.</param>
    /// <exception cref="EngineException">With the pattern, and the sites there are.</exception>
    public static void Require(LayerOverrides? overrides, IReadOnlyCollection<SitePlace> places)
    {
        foreach (var entry in overrides?.Items ?? [])
        {
            var matched = places.Where(place => entry.Matches(place.Name)).ToList();
            if (matched.Count == 0)
            {
                throw new EngineException(
                    $"The override for '{entry.Match}' matches no site of the network; its sites are: {Names(places)}. Correct the pattern, or take the override out.");
            }

            foreach (var (key, _, kinds) in Keys(entry).Where(key => key.Set))
            {
                if (!matched.Exists(place => kinds.Contains(place.Kind)))
                {
                    throw new EngineException(
                        $"The override for '{entry.Match}' sets {key}, which none of the sites it matches has ({Names(matched)}); {key} is for: "
                        + $"{Names(places.Where(place => kinds.Contains(place.Kind)))}. Correct the pattern, or take {key} out.");
                }
            }
        }
    }

    private static IEnumerable<(string Key, bool Set, SiteKind[] Kinds)> Keys(LayerOverride entry)
    {
        SiteKind[] quantized = [SiteKind.Input, SiteKind.Weight, SiteKind.Features];
        SiteKind[] pruned = [SiteKind.Weight, SiteKind.Features];
        yield return ("prune", entry.Prune is not null, pruned);
        yield return ("masks", entry.Masks is not null, pruned);
        yield return ("quantize", entry.Quantize is not null, quantized);
        yield return ("decimal-bits", entry.DecimalBits is not null, quantized);
        yield return ("saturate", entry.Saturation is not null, quantized);
        yield return ("bias", entry.Bias is not null, [SiteKind.Bias]);
    }

    private static string Names(IEnumerable<SitePlace> places) =>
        places.Select(place => place.Name).Distinct(StringComparer.Ordinal).ToList() is { Count: > 0 } names ? string.Join(", ", names) : "none";
}
