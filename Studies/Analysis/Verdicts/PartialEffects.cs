namespace JointQP.Studies.Analysis.Verdicts;

/// <summary>What one precedence brings while the others are held: least squares over orderings, in each seed.</summary>
/// <remarks>
/// The plain contrasts go together, for orders that have A before B have A early and B late: over all orders of four operators an effect of A before
/// B shows by a third in A before C. In the model y = mean + Σ β x, with x a half for an order that has the first operator before the second, minus a half
/// for one that has it after and 0 for a tie, β is freed of that. Each β is a fixed sum over orderings, so it is tested seed by seed as any other difference.
/// </remarks>
internal static class PartialEffects
{
    /// <summary>A weight for each ordering of each contrast; null when the orderings cannot tell the contrasts apart.</summary>
    public static double[][]? Weights(IReadOnlyList<Precedence> contrasts, int orderings)
    {
        var size = contrasts.Count + 1;
        var design = new double[orderings, size];
        for (var i = 0; i < orderings; i++)
        {
            design[i, 0] = 1;
            for (var c = 0; c < contrasts.Count; c++)
                design[i, c + 1] = contrasts[c].Before.Contains(i) ? 0.5 : contrasts[c].After.Contains(i) ? -0.5 : 0;
        }

        // The normal equations with the design to their right: what is left of it when the left has become 1 are the weights.
        var rows = new double[size][];
        for (var r = 0; r < size; r++)
        {
            rows[r] = new double[size + orderings];
            for (var i = 0; i < orderings; i++)
            {
                rows[r][size + i] = design[i, r];
                for (var c = 0; c < size; c++)
                    rows[r][c] += design[i, r] * design[i, c];
            }
        }

        return Eliminate(rows) ? [.. rows.Skip(1).Select(row => row[size..])] : null;
    }

    /// <summary>The weighted sum in each seed that has all orderings.</summary>
    public static double?[] Of(double[] weights, IReadOnlyList<SeedRow> orderings)
    {
        var effect = new double?[orderings[0].Values.Length];
        for (var seed = 0; seed < effect.Length; seed++)
        {
            double? sum = 0;
            for (var i = 0; i < weights.Length; i++)
                sum += weights[i] * orderings[i].Values[seed];
            effect[seed] = sum;
        }

        return effect;
    }

    /// <summary>Gauss and Jordan with the largest pivot of a column; false when there is none.</summary>
    private static bool Eliminate(double[][] rows)
    {
        for (var at = 0; at < rows.Length; at++)
        {
            var pivot = Enumerable.Range(at, rows.Length - at).MaxBy(row => Math.Abs(rows[row][at]));
            if (Math.Abs(rows[pivot][at]) < 1e-9)
                return false;
            (rows[at], rows[pivot]) = (rows[pivot], rows[at]);
            var by = rows[at][at];
            for (var column = 0; column < rows[at].Length; column++)
                rows[at][column] /= by;
            foreach (var row in rows.Where(row => row != rows[at]))
            {
                var times = row[at];
                for (var column = 0; column < row.Length; column++)
                    row[column] -= times * rows[at][column];
            }
        }

        return true;
    }
}
