namespace JointQP.Client.Commands;

/// <summary>Finds the names that a mistyped one may have meant.</summary>
internal static class NearNames
{
    private const int Most = 3;

    /// <summary>Up to three names, the nearest first: by the number of letters to add, drop or change.</summary>
    public static IEnumerable<string> Of(string found, IEnumerable<string> names) =>
        names.OrderBy(name => Distance(found, name)).ThenBy(name => name, StringComparer.Ordinal).Take(Most);

    private static int Distance(string a, string b)
    {
        var above = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                row[j] = Math.Min(Math.Min(above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            above = row;
        }

        return above[b.Length];
    }
}
