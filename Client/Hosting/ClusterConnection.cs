using System.Collections.Immutable;
using System.Data.Common;
using System.Net.Sockets;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Trials;
using JointQP.Grains.Interfaces.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JointQP.Client.Hosting;

/// <summary>A connection to a cluster: that of one data directory, or one of several machines.</summary>
internal sealed class ClusterConnection : IAsyncDisposable
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(10);

    private readonly IHost _host;
    private readonly IGrainFactory _grains;

    private ClusterConnection(IHost host)
    {
        _host = host;
        _grains = host.Services.GetRequiredService<IGrainFactory>();
    }

    /// <summary>The catalogue of studies.</summary>
    public IStudyCatalogGrain Catalog => _grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key);

    /// <summary>Connects to the silo that runs on the directory.</summary>
    /// <exception cref="ConsoleException">None runs, or it does not answer.</exception>
    public static async Task<ClusterConnection> Open(DataDirectory data, Func<string, string?> environment, bool verbose, TimeProvider time, CancellationToken cancellationToken)
    {
        var endpoint = LocalSilo.Require(data, environment);
        if (endpoint.Host != Environment.MachineName)
            throw new ConsoleException(ExitCode.NotRunning, $"the JointQP on {data.Path} runs on {endpoint.Host}; run jointqp there");

        return await Open(
            client => client.UseLocalhostClustering(endpoint.GatewayPort, SiloEndpoint.ClusterId, SiloEndpoint.ClusterId),
            e => Unreachable(data, endpoint, e), verbose, time, cancellationToken);
    }

    /// <summary>Connects to a cluster of several machines.</summary>
    /// <exception cref="ConsoleException">Its database or its silos do not answer.</exception>
    public static Task<ClusterConnection> Open(ClusterName cluster, bool verbose, TimeProvider time, CancellationToken cancellationToken) => Open(
        cluster.Configure,
        e => new ConsoleException(ExitCode.NotRunning, $"no silo of cluster {cluster.Name} answers ({e.Message.TrimEnd('.')}); look whether the silos run and whether {ClusterDatabase.Variable} names their database", e),
        verbose, time, cancellationToken);

    private static async Task<ClusterConnection> Open(
        Action<IClientBuilder> find, Func<Exception, ConsoleException> unreachable, bool verbose, TimeProvider time, CancellationToken cancellationToken)
    {
        var host = Build(find, verbose);
        using var patience = new CancellationTokenSource(ConnectWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await host.StartAsync(either.Token).WaitAsync(either.Token);
            return new ClusterConnection(host);
        }
        catch (Exception e) when (IsLoss(e) || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            host.Dispose();
            throw unreachable(e);
        }
    }

    /// <summary>Whether the cluster did not answer, as opposed to having answered with an error.</summary>
    public static bool IsLoss(Exception e) =>
        e is TimeoutException or SocketException or OrleansException or DbException
        || e is ConsoleException { Code: ExitCode.NotRunning }
        || (e.InnerException is { } inner && IsLoss(inner));

    /// <summary>A study by its name, whether or not there is one.</summary>
    public IStudyGrain Study(string name) => _grains.GetGrain<IStudyGrain>(name);

    /// <summary>A trial, whether or not there is one.</summary>
    public ITrialGrain Trial(string study, string experiment, int index) => _grains.GetGrain<ITrialGrain>(ITrialGrain.KeyOf(study, experiment, index));

    /// <summary>What those see who watch a study.</summary>
    public IStudyPulseGrain Pulse(string name) => _grains.GetGrain<IStudyPulseGrain>(name);

    /// <summary>All studies in the order of their launch.</summary>
    public async Task<ImmutableArray<StudyStatus>> Studies()
    {
        var names = await Catalog.Names();
        var all = await Task.WhenAll(names.Select(name => Study(name).GetStatus()));
        return [.. all.OfType<StudyStatus>()];
    }

    /// <summary>The slots of all workers that were heard of lately, sorted.</summary>
    public Task<ImmutableArray<string>> Slots() => _grains.GetGrain<ISchedulerGrain>(ISchedulerGrain.Key).Slots();

    /// <summary>A worker as last heard of; null when it was not.</summary>
    public Task<WorkerView?> Worker(string slot) => _grains.GetGrain<IGpuWorkerGrain>(slot).GetView();

    /// <summary>Gives a worker's slot no more work, and lets its process end.</summary>
    public Task DrainWorker(string slot) => _grains.GetGrain<IGpuWorkerGrain>(slot).Drain();

    /// <summary>Gives a slot work again that was drained or set aside; whether it was.</summary>
    public Task<bool> RestoreWorker(string slot) => _grains.GetGrain<IGpuWorkerGrain>(slot).Restore();

    /// <summary>All workers that were heard of lately, by slot.</summary>
    public async Task<ImmutableArray<WorkerView>> Workers()
    {
        var slots = await Slots();
        var views = await Task.WhenAll(slots.Select(Worker));
        return [.. views.OfType<WorkerView>()];
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await _host.StopAsync(patience.Token);
        }
        catch (Exception e) when (IsLoss(e) || e is OperationCanceledException)
        {
            // The silo is gone: there is nobody to take leave of.
        }

        _host.Dispose();
    }

    /// <summary>The console's side of the connection, not started yet.</summary>
    internal static IHost Build(Action<IClientBuilder> find, bool verbose)
    {
        // No appsettings, command line or environment: a console in any folder behaves the same.
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        if (verbose)
            builder.Logging.AddSimpleConsole().Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.UseOrleansClient(client =>
        {
            find(client);
            client.AddOutgoingGrainCallFilter<AbandonedActivations>();
        });
        // Signals are the console's own business (see Interrupts).
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        return builder.Build();
    }

    private static ConsoleException Unreachable(DataDirectory data, SiloEndpoint endpoint, Exception e) => new(
        ExitCode.NotRunning,
        $"the JointQP on {data.Path} (process {endpoint.ProcessId}) does not answer on port {endpoint.GatewayPort}; look at what 'jointqp up' printed, or stop it with 'jointqp down' and start it again",
        e);

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
