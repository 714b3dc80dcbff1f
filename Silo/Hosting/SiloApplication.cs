using System.ComponentModel.DataAnnotations;
using System.Net;
using JointQP.Grains.Hosting;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Grains.Studies;
using JointQP.Grains.Workers;
using JointQP.Silo.Health;
using JointQP.Silo.Storage;
using JointQP.Silo.Supervision;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry.Metrics;

namespace JointQP.Silo.Hosting;

/// <summary>A silo on one machine: everything listens on the loopback address, everything kept lies in one data directory.</summary>
internal static class SiloApplication
{
    /// <summary>Runs until it is told to stop.</summary>
    /// <exception cref="SetupException">It cannot start here.</exception>
    public static async Task Run(SiloOptions asked, CancellationToken cancellationToken)
    {
        var options = Validated(asked) with
        {
            SiloPort = LoopbackPort.Require(asked.SiloPort, "--silo-port"),
            GatewayPort = LoopbackPort.Require(asked.GatewayPort, "--gateway-port"),
            HttpPort = LoopbackPort.Require(asked.HttpPort, "--http-port"),
        };
        var self = new SiloEndpoint(
            Environment.ProcessId, Environment.MachineName, TimeProvider.System.GetLocalNow(), options.GatewayPort, options.SiloPort, options.HttpPort);
        using var directory = DataDirectory.Open(options.DataDirectory, self);
        await using var application = Build(options, directory, self);
        await application.RunAsync(cancellationToken);
    }

    /// <summary>The whole application, not yet started.</summary>
    /// <param name="options">With ports that are free.</param>
    /// <param name="directory">The data directory, held.</param>
    /// <param name="self">Where this silo listens.</param>
    /// <param name="change">Replaces services, in tests.</param>
    public static WebApplication Build(
        SiloOptions options, DataDirectory directory, SiloEndpoint self, Action<IServiceCollection>? change = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "JointQP.Silo" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, options.HttpPort));
        builder.Services.AddRouting();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(directory);
        builder.Services.AddSingleton(self);
        AddLogging(builder.Logging);

        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(options.SiloPort, options.GatewayPort, serviceId: SiloEndpoint.ClusterId, clusterId: SiloEndpoint.ClusterId)
            .AddSqliteStorage(options.DataDirectory)
            .AddStudies());
        builder.Services.AddSiloHealth();
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(StudiesHosting.MeterName, "Microsoft.Orleans")
            .AddRuntimeInstrumentation()
            .AddPrometheusExporter());

        builder.Services.AddHostedService<EndpointFile>();
        if (options.OwnerProcessId is { } owner)
            builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<OwnerWatch>(services, owner));
        // Last, so that it starts when the silo is there and stops before the silo goes.
        if (options.Workers > 0)
        {
            var workers = new LocalWorkers(options.Workers, options.WorkerProgram, options.DataDirectory, options.GatewayPort);
            builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<WorkerSupervisor>(services, workers));
        }

        change?.Invoke(builder.Services);
        var application = builder.Build();
        // Instruments exist from the start, so that a scrape before the first study shows zeros instead of nothing. The provider comes
        // first: it hears the zeros.
        application.Services.GetRequiredService<MeterProvider>();
        application.Services.GetRequiredService<StudyInstruments>();
        application.Services.GetRequiredService<WorkerInstruments>();
        application.UseRouting();
        application.MapPrometheusScrapingEndpoint();
        application.MapSiloHealth();
        application.MapNames();
        return application;
    }

    private static SiloOptions Validated(SiloOptions options)
    {
        var problems = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true))
            throw new SetupException(string.Join(" ", problems.Select(problem => problem.ErrorMessage)));
        if (options.Workers > 0 && !File.Exists(options.WorkerProgram))
            throw new SetupException($"The worker {options.WorkerProgram} does not exist. Build it, or name it with --worker-program.");
        return options;
    }

    private static void AddLogging(ILoggingBuilder logging) => logging
        .AddConsole(console => console.FormatterName = PlainLineFormatter.FormatterName)
        .AddConsoleFormatter<PlainLineFormatter, ConsoleFormatterOptions>()
        .SetMinimumLevel(LogLevel.Warning)
        .AddFilter("JointQP", LogLevel.Information)
        // Warns at every start that a first check took as long as the machine is up.
        .AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error)
        // /healthz/ready tells the reasons; every probe would tell them here again.
        .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
}
