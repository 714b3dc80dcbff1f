using System.ComponentModel.DataAnnotations;
using System.Net;
using JointQP.Grains.Hosting;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Grains.Studies;
using JointQP.Grains.Workers;
using JointQP.Silo.Health;
using JointQP.Silo.Storage;
using JointQP.Silo.Storage.Postgres;
using JointQP.Silo.Supervision;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry.Metrics;

namespace JointQP.Silo.Hosting;

/// <summary>A silo: alone on one machine, with everything kept in one data directory, or one of several over a PostgreSQL database.</summary>
internal static class SiloApplication
{
    /// <summary>Runs until it is told to stop.</summary>
    /// <exception cref="SetupException">It cannot start here.</exception>
    public static async Task Run(SiloOptions asked, CancellationToken cancellationToken)
    {
        var options = Validated(asked);
        var listening = options.Database is null ? IPAddress.Loopback : IPAddress.Any;
        options = options with
        {
            SiloPort = FreePort.Require(listening, options.SiloPort, "--silo-port"),
            GatewayPort = FreePort.Require(listening, options.GatewayPort, "--gateway-port"),
            HttpPort = FreePort.Require(listening, options.HttpPort, "--http-port"),
        };
        if (options.Database is { } connectionString)
            await RunMember(options, PostgresDatabase.Of(connectionString), cancellationToken);
        else
            await RunAlone(options, cancellationToken);
    }

    /// <summary>The whole application of a silo that is alone, not yet started.</summary>
    /// <param name="options">With ports that are free.</param>
    /// <param name="directory">The data directory, held.</param>
    /// <param name="self">Where this silo listens.</param>
    /// <param name="change">Replaces services, in tests.</param>
    public static WebApplication Build(
        SiloOptions options, DataDirectory directory, SiloEndpoint self, Action<IServiceCollection>? change = null)
    {
        var builder = Begin(options, IPAddress.Loopback);
        builder.Services.AddSingleton(directory);
        builder.Services.AddSingleton(self);
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(options.SiloPort, options.GatewayPort, serviceId: SiloEndpoint.ClusterId, clusterId: SiloEndpoint.ClusterId)
            .AddSqliteStorage(options.DataDirectory)
            .AddStudies());
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
        return End(builder);
    }

    /// <summary>Starts the application and runs it until it is told to stop. One that cannot start leaves the cluster in good order, if it is a member by then.</summary>
    /// <param name="application">What <see cref="Build"/> made of <paramref name="options"/>.</param>
    /// <param name="options">With ports that were free.</param>
    /// <param name="cancellationToken">Tells it to stop.</param>
    /// <exception cref="SetupException">A port was taken since it was found free.</exception>
    public static async Task Serve(WebApplication application, SiloOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (Exception e)
        {
            // The host hears the signals itself.
            var wasStopped = e is OperationCanceledException && (cancellationToken.IsCancellationRequested || application.Lifetime.ApplicationStopping.IsCancellationRequested);
            // A member that is thrown away without leaving busies itself and the others for two minutes.
            await Leave(application);
            if (wasStopped)
                return;
            if (e is AddressInUseException || e.InnerException is AddressInUseException)
            {
                throw new SetupException(
                    $"While the silo started, another program took one of its ports: --http-port {options.HttpPort}, --silo-port {options.SiloPort} or " +
                    $"--gateway-port {options.GatewayPort}. Stop what listens there, or give another (0 picks a free one). {e.Message}", e);
            }

            throw;
        }

        await application.WaitForShutdownAsync(cancellationToken);
    }

    private static async Task Leave(WebApplication application)
    {
        try
        {
            await application.StopAsync(CancellationToken.None);
        }
        catch (Exception)
        {
            // Of what has not started not everything can be stopped. Told is why it did not start.
        }
    }

    private static async Task RunAlone(SiloOptions options, CancellationToken cancellationToken)
    {
        var self = new SiloEndpoint(
            Environment.ProcessId, Environment.MachineName, TimeProvider.System.GetLocalNow(), options.GatewayPort, options.SiloPort, options.HttpPort);
        using var directory = DataDirectory.Open(options.DataDirectory, self);
        await using var application = Build(options, directory, self);
        await Serve(application, options, cancellationToken);
    }

    private static async Task RunMember(SiloOptions options, PostgresDatabase database, CancellationToken cancellationToken)
    {
        DataDirectory.Create(options.DataDirectory);
        await DatabaseWait.UntilItAnswers(database, Console.Error.WriteLine, TimeProvider.System, cancellationToken);
        await PostgresSchema.Require(database);
        var builder = Begin(options, IPAddress.Any);
        builder.UseOrleans(silo => silo
            .UseMembership(options, database)
            .AddPostgresStorage(database, options.DataDirectory)
            .AddStudies());
        if (options.OwnerProcessId is { } owner)
            builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<OwnerWatch>(services, owner));
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<MemberNotice>(services, options));
        await using var application = End(builder);
        await Serve(application, options, cancellationToken);
    }

    private static WebApplicationBuilder Begin(SiloOptions options, IPAddress listening)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "JointQP.Silo" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(listening, options.HttpPort));
        builder.Services.AddRouting();
        builder.Services.AddSingleton(TimeProvider.System);
        AddLogging(builder.Logging);
        builder.Services.AddSiloHealth();
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(StudiesHosting.MeterName, "Microsoft.Orleans")
            .AddRuntimeInstrumentation()
            .AddPrometheusExporter());
        return builder;
    }

    private static WebApplication End(WebApplicationBuilder builder)
    {
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
        return Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true)
            ? options
            : throw new SetupException(string.Join(" ", problems.Select(problem => problem.ErrorMessage)));
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
