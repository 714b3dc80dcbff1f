using JointQP.Silo.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JointQP.Silo.Health;

/// <summary>Storage takes a write and gives it back.</summary>
internal sealed class StorageHealthCheck(IStorageProbe storage) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await storage.Check().WaitAsync(cancellationToken);
            return HealthCheckResult.Healthy("reads and writes");
        }
        catch (Exception e)
        {
            return HealthCheckResult.Unhealthy(e is OperationCanceledException ? "no answer in time" : e.Message);
        }
    }
}
