using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace JointQP.Silo.Health;

/// <summary><c>/healthz/live</c>: the process answers. <c>/healthz/ready</c>: it can do its work, or 503 with the reasons.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void AddSiloHealth(this IServiceCollection services) => services.AddHealthChecks()
        .AddCheck<StorageHealthCheck>("storage", timeout: Patience)
        .AddCheck<ClusterHealthCheck>("cluster", timeout: Patience);

    public static void MapSiloHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = _ => false });
        endpoints.MapHealthChecks("/healthz/ready", new HealthCheckOptions
        {
            ResponseWriter = (context, report) =>
            {
                context.Response.ContentType = "text/plain; charset=utf-8";
                var lines = report.Entries.Select(entry => $"{entry.Key}: {entry.Value.Status}: {entry.Value.Description}\n");
                return context.Response.WriteAsync(string.Concat(lines), context.RequestAborted);
            },
        });
    }
}
