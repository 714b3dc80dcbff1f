using JointQP.Grains.Interfaces.Studies;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JointQP.Silo.Health;

/// <summary>This silo is an active member, and a grain answers.</summary>
internal sealed class ClusterHealthCheck(ISiloStatusOracle oracle, IGrainFactory grains) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (oracle.CurrentStatus != SiloStatus.Active)
            return HealthCheckResult.Unhealthy($"the silo is {oracle.CurrentStatus}");
        try
        {
            var names = await grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).Names().WaitAsync(cancellationToken);
            return HealthCheckResult.Healthy($"active, {names.Length} studies");
        }
        catch (Exception e)
        {
            return HealthCheckResult.Unhealthy(e is OperationCanceledException ? "no grain answered in time" : e.Message);
        }
    }
}
