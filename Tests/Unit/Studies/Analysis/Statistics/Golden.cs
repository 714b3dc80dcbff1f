using System.Text.Json;

namespace JointQP.Tests.Unit.Studies.Analysis.Statistics;

/// <summary>
/// Values of scipy 1.10.1 in <c>statistics.json</c>. Exact p-values are by enumeration, ties within 1e-9; Wilcoxon drops zeros and uses midranks;
/// the Nemenyi critical difference is at 0.05; random effects are by DerSimonian and Laird with a Hartung-Knapp interval.
/// </summary>
internal static class Golden
{
    public static IReadOnlyList<JsonElement> Cases(string op) =>
    [
        .. JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Studies", "Analysis", "statistics.json")))
            .RootElement.GetProperty("cases").EnumerateArray().Where(one => one.GetProperty("op").GetString() == op),
    ];

    public static double Number(this JsonElement one, string name) => one.GetProperty(name).GetDouble();

    public static double[] Numbers(this JsonElement one, string name) => one.GetProperty(name).Numbers();

    public static double[] Numbers(this JsonElement one) => [.. one.EnumerateArray().Select(value => value.GetDouble())];

    /// <summary>To 1e-9 of the expected value.</summary>
    public static void Equal(double expected, double? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected, actual.Value, Math.Max(1e-9 * Math.Abs(expected), 1e-15));
    }
}
