using System.Globalization;

namespace JointQP.Benchmarks.Sharing;

/// <summary>What study is trained with sharing and without.</summary>
/// <param name="Orders">Of the 24 orders of P0.5(w), P0.5(f), Q8(w), Q8(f); 1 to 24.</param>
/// <param name="Grid">Instead of orders: so many onsets of P(w) times so many of Q(w); 0 for none.</param>
/// <param name="Seeds">Seeds.</param>
/// <param name="Steps">Steps of a trial, in epochs of 20.</param>
/// <param name="Workers">Workers of the silo.</param>
/// <param name="Rounds">Times that it is trained in each way, in turn and with other seeds.</param>
internal sealed record SharingOptions(int Orders, int Grid, int Seeds, int Steps, int Workers, int Rounds)
{
    private const int StepsPerEpoch = 20;

    /// <summary>The study's YAML.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="sharing">What it shares.</param>
    /// <param name="round">Which seeds it has, from 1.</param>
    public string Yaml(string name, string sharing, int round) => string.Create(CultureInfo.InvariantCulture,
        $$"""
        name: {{name}}
        seeds: [{{string.Join(", ", Enumerable.Range(((round - 1) * Seeds) + 1, Seeds))}}]
        sharing: {{sharing}}
        experiments:
          - name: fashion
            dataset: fashion-mnist-sample
            samples: { train: 320, validation: 64, test: 256 }
            network: convnet
            training: { epochs: {{Math.Max(1, Steps / StepsPerEpoch)}}, batch: 16 }
            compression: { window: 64, ramp: { every: 4 steps, times: 4 } }
            schedules:
              - {{(Grid == 0 ? OfOrders : OfGrid)}}
        """);

    private string OfOrders => string.Create(CultureInfo.InvariantCulture,
        $$"""
        orderings: permutations
                of: [P0.5(w), P0.5(f), Q8(w), Q8(f)]{{(Orders == 24 ? "" : $"\n        sample: {{ count: {Orders}, seed: 1 }}")}}
                onsets: { equally-spaced: { from: 20%, to: 80% } }
        """);

    private string OfGrid => string.Create(CultureInfo.InvariantCulture,
        $$"""
        orderings: all
                of: [P0.5(w), Q8(w)]
                onsets: { grid: { P: { from: 8%, to: 80%, count: {{Grid}} }, Q: { from: 8%, to: 80%, count: {{Grid}} } } }
        """);
}
