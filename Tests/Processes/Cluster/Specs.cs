namespace JointQP.Tests.Processes.Cluster;

/// <summary>Small studies.</summary>
internal static class Specs
{
    /// <summary>Two seeds of float and both orders: 6 trials, 14 stages.</summary>
    public static string Small(string name, string seeds = "2", string limits = "{}", int priority = 0) =>
        $$"""
          name: {{name}}
          seeds: {{seeds}}
          limits: {{limits}}
          priority: {{priority}}
          experiments:
            - name: fashion
              dataset: fashion-mnist
              samples: { train: 1024, validation: 256, test: 1000 }
              network: convnet
              training: { epochs: 4, batch: 64 }
              compression: { ramp: { every: 4 steps, times: 4 } }
              schedules:
                - float
                - order: P0.5(w,f) -> Q8(w,f)
                  onsets: [1 epoch, 3 epochs]
                - order: Q8(w,f) -> P0.5(w,f)
                  onsets: [1 epoch, 2 epochs]
          """;
}
