using System.Globalization;
using JointQP.Studies.Rates;

namespace JointQP.Client.Rendering;

/// <summary>An estimate in sentences.</summary>
internal static class EstimateText
{
    private const int MostAssumed = 4;

    /// <summary>Space for checkpoints: <c>, about 12.30 MB</c>; empty where none was measured.</summary>
    public static string Space(PlanEstimate? estimate) =>
        estimate?.CheckpointBytes is { } bytes ? $", about {Format.Bytes(bytes)}" : "";

    /// <summary>A line for each thing to say.</summary>
    public static IEnumerable<string> Of(PlanEstimate estimate)
    {
        if (estimate is not { DeviceTime: { } time, Unshared: { } alone, WallTime: { } wall })
        {
            yield return $"no estimate of time and space: {string.Join(", ", estimate.Unmeasured)} {(estimate.Unmeasured.Length == 1 ? "was" : "were")} "
                + $"never trained on {estimate.Device} here; a first short study measures the rates";
            yield break;
        }

        yield return $"device time {About(time)} on {estimate.Device}"
            + (alone.Likely > time.Likely ? $"; without sharing {About(alone)}" : "");
        yield return $"with {(estimate.Workers == 1 ? "1 worker" : $"{Format.Count(estimate.Workers)} workers")} {About(wall)}, at the rates measured here";
        if (estimate.Assumed.IsEmpty)
            yield break;
        // What single steps do besides follows from the kind that they are of: those come last.
        var named = estimate.Assumed.OrderBy(rate => StepKinds.Settled(rate.What).Length < rate.What.Length).Take(MostAssumed);
        var rest = estimate.Assumed.Length - MostAssumed;
        yield return "not measured yet, so assumed: "
            + string.Join("; ", named.GroupBy(rate => rate.Network, (network, its) => $"{network}: {string.Join(", ", its.Select(rate => $"{rate.What} as {rate.From}"))}"))
            + (rest > 0 ? string.Create(CultureInfo.InvariantCulture, $"; and {rest} more (-o json lists them)") : "");
    }

    private static string About(TimeRange range) =>
        Format.About(TimeSpan.FromSeconds(range.Likely), TimeSpan.FromSeconds(range.Least), TimeSpan.FromSeconds(range.Most));
}
