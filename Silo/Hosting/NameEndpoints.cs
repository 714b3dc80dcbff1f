using System.Globalization;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Silo.Hosting;

/// <summary>Tells names to shells (<see cref="SiloNames"/>).</summary>
internal static class NameEndpoints
{
    public static void MapNames(this IEndpointRouteBuilder endpoints)
    {
        Map(endpoints, SiloNames.Studies, async (grains, _) => await grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).Names());
        Map(endpoints, SiloNames.Workers, async (grains, _) => await grains.GetGrain<ISchedulerGrain>(ISchedulerGrain.Key).Slots());
        Map(endpoints, SiloNames.Trials, async (grains, route) =>
        {
            // Only of studies that there are: to ask a grain for any other name would make one.
            var study = route["study"] as string ?? "";
            var names = await grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).Names();
            var trials = names.Contains(study) ? await grains.GetGrain<IStudyGrain>(study).GetTrials() : null;
            return trials?.Trials.Select(trial => string.Create(CultureInfo.InvariantCulture, $"{trial.Index}\t{trial.Experiment}/{trial.Schedule}/{trial.Seed}")) ?? [];
        });
    }

    private static void Map(IEndpointRouteBuilder endpoints, string path, Func<IGrainFactory, RouteValueDictionary, Task<IEnumerable<string>>> names) =>
        endpoints.MapGet(path, async context =>
        {
            var grains = context.RequestServices.GetRequiredService<IGrainFactory>();
            var lines = await names(grains, context.Request.RouteValues);
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(string.Concat(lines.Select(line => line + "\n")), context.RequestAborted);
        });
}
