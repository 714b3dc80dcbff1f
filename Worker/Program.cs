using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Training;
using JointQP.Training.Devices;
using JointQP.Training.Stages;
using JointQP.Worker;
using JointQP.Worker.Agent;
using JointQP.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime.Messaging;

// A terminal that is closed says nothing to a worker: its silo does, and waits until the stage is given back.
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true);

var slot = new Option<string>("--slot") { Required = true, Description = "The slot's name, unique in the cluster, such as local-0." };
var gateway = new Option<int>("--gateway-port") { Required = true, Description = "The silo's gateway on the loopback address." };
var data = new Option<string>("--data") { Required = true, Description = "The data directory: data sets and checkpoints." };
var device = new Option<string>("--device") { DefaultValueFactory = _ => "cpu", Description = "cpu or cuda:N." };
var threads = new Option<int>("--threads") { DefaultValueFactory = _ => 1, Description = "Torch threads; part of a result's identity." };
var checkpointMemory = new Option<int>("--checkpoint-memory") { DefaultValueFactory = _ => 256, Description = "MiB of memory for the last checkpoints, from which stages go on without reading a file; 0 for none." };
var checkpointCache = new Option<string?>("--checkpoint-cache") { Description = "A folder on a local disk for copies of checkpoints, where the data directory is a volume far away." };
var checkpointCacheSize = new Option<int>("--checkpoint-cache-size") { DefaultValueFactory = _ => 4096, Description = "MiB that those copies may take." };
var siloTimeout = new Option<double>("--silo-timeout") { DefaultValueFactory = _ => 10, Description = "Seconds without an answer from the silo until the worker ends." };

var root = new RootCommand("A JointQP worker: trains the stages it is leased, one after another, on one device. Started by a silo.")
{
    slot, gateway, data, device, threads, checkpointMemory, checkpointCache, checkpointCacheSize, siloTimeout,
};
root.SetAction((arguments, cancellation) => Run(
    new WorkerOptions
    {
        Slot = arguments.GetRequiredValue(slot),
        GatewayPort = arguments.GetRequiredValue(gateway),
        DataDirectory = Path.GetFullPath(arguments.GetRequiredValue(data)),
        Device = arguments.GetRequiredValue(device),
        Threads = arguments.GetRequiredValue(threads),
        CheckpointMemory = arguments.GetRequiredValue(checkpointMemory),
        CheckpointCacheFolder = arguments.GetValue(checkpointCache) is { } folder ? Path.GetFullPath(folder) : null,
        CheckpointCacheSize = arguments.GetRequiredValue(checkpointCacheSize),
        SiloTimeout = TimeSpan.FromSeconds(arguments.GetRequiredValue(siloTimeout)),
    },
    cancellation));
// The host hears the signals itself, and giving a stage back may take longer than a command line would wait.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

static async Task<int> Run(WorkerOptions options, CancellationToken cancellation)
{
    var thread = new TrainingThread();
    var time = TimeProvider.System;
    var startedAt = time.GetTimestamp();
    WorkerIdentity identity;
    try
    {
        options.Validated();
        var fingerprint = await thread.Run(() =>
        {
            TorchDevice.Parse(options.Device);
            // Before any work is asked for: a worker that cannot compute right takes none.
            TorchRuntime.Prepare();
            return NumericFingerprint.Of(options.Device, options.Threads);
        });
        identity = new WorkerIdentity(options.Slot, time.GetUtcNow().ToUnixTimeMilliseconds(), fingerprint);
    }
    catch (Exception e) when (e is EngineException or ValidationException)
    {
        await Console.Error.WriteLineAsync(e.Message);
        return WorkerExit.BadInput;
    }

    var checkpoints = options.CreateCheckpointCache(time);
    var builder = Host.CreateApplicationBuilder();
    builder.Logging.AddSimpleConsole(console =>
    {
        console.SingleLine = true;
        console.TimestampFormat = "yyyy-MM-dd HH:mm:ss.fff ";
    });
    builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Orleans", LogLevel.Warning).AddFilter("Microsoft", LogLevel.Warning)
        // Each failed connection with its stack, while a silo is away: the worker says itself what it waits for, and when it gives up.
        .AddFilter("Orleans.Runtime.Messaging", LogLevel.Error)
        .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
    builder.UseOrleansClient(client => client
        .UseLocalhostClustering(options.GatewayPort, SiloEndpoint.ClusterId, SiloEndpoint.ClusterId)
        // A silo that comes back on its port is found within a second instead of a minute.
        .Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(1))
        .Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(5))
        .UseConnectionRetryFilter(async (_, stopping) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), time, stopping);
            return time.GetElapsedTime(startedAt) < options.SiloTimeout;
        }));
    builder.Services
        .AddSingleton(time)
        .AddRecentLog()
        .AddSingleton(options)
        .AddSingleton(identity)
        .AddSingleton(thread)
        .AddSingleton<SiloContact>()
        .AddSingleton<GrainCalls>()
        .AddSingleton<WorkerExit>()
        .AddSingleton<WorkerActivity>()
        .AddSingleton(checkpoints)
        .AddSingleton(new StageTrainer(time, options.Threads, checkpoints))
        .AddSingleton<AttemptRunner>()
        .AddHostedService<Heartbeat>()
        .AddHostedService<WorkerAgent>();
    using var host = builder.Build();
    // Before the run, which disposes the services at its end.
    var exit = host.Services.GetRequiredService<WorkerExit>();
    try
    {
        await host.RunAsync(cancellation);
    }
    catch (ConnectionFailedException e)
    {
        await Console.Error.WriteLineAsync($"No silo answers on port {options.GatewayPort}: {e.Message} This worker ends.");
        return WorkerExit.SiloGone;
    }

    return exit.Code;
}
