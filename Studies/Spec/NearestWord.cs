namespace JointQP.Studies.Spec;

/// <summary>The allowed word that a misspelt one was probably meant to be.</summary>
internal static class NearestWord
{
    /// <summary>The word fewest letter edits away (insert, remove, replace, swap neighbours), or null when none is near.</summary>
    public static string? Find(string found, IEnumerable<string> allowed)
    {
        // A long text is no misspelling, and the distance costs the product of the lengths.
        if (found.Length is 0 or > 64)
            return null;
        var lower = found.ToLowerInvariant();
        return allowed
            .Select(word => (word, distance: Distance(lower, word)))
            .Where(pair => pair.distance <= Math.Max(1, Math.Max(lower.Length, pair.word.Length) / 3))
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.word, StringComparer.Ordinal)
            .Select(pair => pair.word)
            .FirstOrDefault();
    }

    /// <summary>Optimal string alignment distance.</summary>
    internal static int Distance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                var replaced = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(replaced, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[a.Length, b.Length];
    }
}
