namespace JointQP.Client.Rendering.Watch;

/// <summary>Divides what is too little.</summary>
internal static class RowBudget
{
    /// <summary>Divides cells in proportion to weights, each share at least its minimum; all are used if any weight is above 0.</summary>
    public static int[] Share(int cells, IReadOnlyList<(int Least, int Weight)> parts)
    {
        long weights = parts.Sum(part => (long)part.Weight);
        if (weights == 0)
            return new int[parts.Count];
        var shares = parts.Select(part => Math.Max(part.Least, (int)(cells * (long)part.Weight / weights))).ToArray();
        // What rounding left over or minima took too much goes to, or comes from, the greatest.
        for (var over = shares.Sum() - cells; over != 0; over = shares.Sum() - cells)
        {
            var greatest = Enumerable.Range(0, shares.Length).MaxBy(at => parts[at].Weight);
            var most = over > 0 ? Enumerable.Range(0, shares.Length).MaxBy(at => shares[at] - parts[at].Least) : greatest;
            if (over > 0 && shares[most] <= parts[most].Least)
                break;
            shares[most] -= Math.Sign(over);
        }

        return shares;
    }

    /// <summary>
    /// Gives each section its minimum, the first of the list before the others, and then a row more to each in turn until it has what it
    /// wants. A section that cannot have its minimum gets nothing.
    /// </summary>
    /// <param name="rows">Rows there are.</param>
    /// <param name="sections">The most important first.</param>
    public static int[] Fit(int rows, IReadOnlyList<(int Least, int Wanted)> sections)
    {
        var given = new int[sections.Count];
        foreach (var (at, (least, wanted)) in sections.Index())
        {
            var need = Math.Min(least, wanted);
            if (need > rows)
                continue;
            given[at] = need;
            rows -= need;
        }

        for (var moved = true; rows > 0 && moved;)
        {
            moved = false;
            for (var at = 0; at < given.Length && rows > 0; at++)
            {
                if (given[at] >= sections[at].Wanted || (given[at] == 0 && sections[at].Least > 0))
                    continue;
                given[at]++;
                rows--;
                moved = true;
            }
        }

        return given;
    }
}
