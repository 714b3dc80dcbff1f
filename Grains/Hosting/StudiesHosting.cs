using JointQP.Grains.Studies;
using JointQP.Grains.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JointQP.Grains.Hosting;

/// <summary>What the grains need of their silo, beside the stores.</summary>
public static class StudiesHosting
{
    /// <summary>The meter of all instruments.</summary>
    public const string MeterName = "JointQP";

    /// <summary>Adds it; repeating it changes nothing.</summary>
    public static ISiloBuilder AddStudies(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddMetrics();
        silo.Services.TryAddSingleton<StudyOutlines>();
        silo.Services.TryAddSingleton<StudyInstruments>();
        silo.Services.TryAddSingleton<WorkerInstruments>();
        return silo;
    }
}
