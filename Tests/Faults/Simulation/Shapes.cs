using JointQP.Studies.Stages;

namespace JointQP.Tests.Faults.Simulation;

/// <summary>Small studies that share in one way or another.</summary>
internal static class Shapes
{
    public static IReadOnlyList<SimulatedStudy> All { get; } =
    [
        Of("chain", "1", 0, "10s", "study", "{ order: P0.5(w) -> Q8(w), onsets: [10 steps, 30 steps] }"),
        Of(
            "orders",
            "2",
            1,
            "9s",
            "study",
            "float",
            "{ order: P0.5(w) -> Q8(w), onsets: [10 steps, 30 steps] }",
            "{ order: Q8(w) -> P0.5(w), onsets: [10 steps, 25 steps] }",
            "{ order: P0.5(w) = Q8(w), onsets: [20 steps] }"),
        Of("permutations", "1", 1, "30s", "study", "{ orderings: permutations, of: [P0.5(w), P0.5(f), Q8(w)], onsets: { equally-spaced: { from: 20%, to: 60% } } }"),
        Of(
            "alone",
            "2",
            0,
            "15s",
            "none",
            "float",
            "{ order: \"P0.5(w,f) -> Q8(w,f)\", onsets: [10 steps, 25 steps] }"),
        Of("grid", "3", 5, "6s", "study", "{ orderings: all, of: [\"P0.5(w)\", \"Q8(w)\"], onsets: { grid: { P: [20%, 50%], Q: [20%, 50%] } } }"),
    ];

    /// <summary>Two seeds with three orders each that share their beginnings, and with them what is forgiven.</summary>
    public static SimulatedStudy Forgiving(StageRules rules) => new(
        Yaml(
            "limits",
            "2",
            0,
            "9s",
            "study",
            "float",
            "{ order: P0.5(w) -> Q8(w), onsets: [10 steps, 30 steps] }",
            "{ order: Q8(w) -> P0.5(w), onsets: [10 steps, 25 steps] }"),
        rules);

    /// <summary>One of them under another name.</summary>
    public static SimulatedStudy Of(int shape, string name) => new(All[shape].Text.Replace($"name: {All[shape].Name}\n", $"name: {name}\n", StringComparison.Ordinal));

    private static SimulatedStudy Of(string name, string seeds, int priority, string lease, string sharing, params string[] schedules) =>
        new(Yaml(name, seeds, priority, lease, sharing, schedules));

    private static string Yaml(string name, string seeds, int priority, string lease, string sharing, params string[] schedules) =>
        $$"""
        name: {{name}}
        seeds: {{seeds}}
        priority: {{priority}}
        sharing: {{sharing}}
        limits: { lost: 1000, failed: 1000, lease: {{lease}}, checkpoint-every: 2s }
        experiments:
          - name: fashion
            dataset: fashion-mnist
            samples: { train: 640, validation: 64, test: 64 }
            network: convnet
            training: { epochs: 4, batch: 64 }
            compression: { window: 64, ramp: { every: 2 steps, times: 2 } }
            schedules:
        {{string.Join('\n', schedules.Select(schedule => "      - " + schedule))}}
        """;
}
