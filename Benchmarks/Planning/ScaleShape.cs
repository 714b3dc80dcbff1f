using System.Globalization;

namespace JointQP.Benchmarks.Planning;

/// <summary>A kind of study that grows in one way or another.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="About">How it grows.</param>
/// <param name="Schedules">The schedules of a study of so many trials, as YAML below <c>schedules</c>.</param>
/// <param name="Seeds">Its seeds, as YAML.</param>
internal sealed record ScaleShape(string Name, string About, Func<int, string> Schedules, Func<int, string> Seeds)
{
    private const int FewSchedules = 4;

    /// <summary>Trials of the studies measured, ascending: about half a decade apart.</summary>
    public static IReadOnlyList<int> Sizes { get; } = [1_000, 3_000, 10_000, 30_000, 100_000];

    public static IReadOnlyList<ScaleShape> All { get; } =
    [
        // More points and more seeds: all three orders of P and Q, the tie among them.
        new(
            "grid-seeds",
            "a grid of onsets of P0.5(w) and Q8(w,f), times seeds; both grow",
            trials => Grid(["P0.5(w)", "Q8(w,f)"], SidesOf(trials)[..2]),
            trials => Number(SidesOf(trials)[2])),
        new(
            "grid",
            "a grid of onsets of P0.5(w), Q8(w) and Q8(f) in all 13 orders, and one seed",
            trials => Grid(["P0.5(w)", "Q8(w)", "Q8(f)"], SidesOf(trials)),
            _ => "1"),
        new(
            "seeds",
            "four schedules, and a list of seeds that are written out",
            _ => Few,
            trials => $"[{string.Join(", ", Enumerable.Range(0, trials / FewSchedules).Select(seed => Number((seed * 7) + 3)))}]"),
    ];

    private const string Few =
        """
        - float
              - { order: Q8(w), onsets: [60%] }
              - { order: P0.5(w) -> Q8(w), onsets: [20%, 60%] }
              - { order: Q8(w) -> P0.5(w), onsets: [20%, 40%] }
        """;

    /// <summary>The study's YAML.</summary>
    public string Yaml(int trials) => string.Create(CultureInfo.InvariantCulture,
        $$"""
        name: scale
        seeds: {{Seeds(trials)}}
        experiments:
          - name: fashion
            dataset: fashion-mnist
            samples: { train: 12800, validation: 500, test: 1000 }
            network: convnet
            training: { epochs: 10, batch: 64 }
            compression: { window: 64, ramp: { every: 5 steps, times: 4 } }
            schedules:
              {{Schedules(trials)}}
        """);

    /// <summary>Three factors of a size, none far from another.</summary>
    private static int[] SidesOf(int trials) => trials switch
    {
        1_000 => [10, 10, 10],
        3_000 => [10, 15, 20],
        10_000 => [20, 20, 25],
        30_000 => [25, 30, 40],
        100_000 => [40, 50, 50],
        _ => throw new ArgumentOutOfRangeException(nameof(trials), trials, $"allowed: {string.Join(", ", Sizes)}"),
    };

    private static string Grid(string[] terms, int[] sides) =>
        $$"""
        orderings: all
                of: [{{string.Join(", ", terms.Select(term => $"\"{term}\""))}}]
                onsets: { grid: { {{string.Join(", ", terms.Zip(sides, (term, side) => $"\"{term}\": {{ from: 5%, to: 85%, count: {Number(side)} }}"))}} } }
        """.Insert(0, "- ");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
