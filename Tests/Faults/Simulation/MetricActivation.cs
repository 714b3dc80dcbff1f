using System.Collections.Immutable;

namespace JointQP.Tests.Faults.Simulation;

/// <summary>What <c>TrialGrain</c> does with metrics: it brings them to the store.</summary>
internal sealed class MetricActivation(SimulatedCluster cluster, SimulatedProcess silo) : Activation(silo)
{
    public async Task<Said> Append(Token token, ImmutableArray<Row> rows) =>
        await cluster.Store.Append(Silo, token, rows) ? Said.Accepted : Said.Fenced;

    protected override Task Activate() => Task.CompletedTask;
}
