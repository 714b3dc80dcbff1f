using System.CommandLine;
using System.CommandLine.Help;
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
using Orleans.Runtime.Messaging;

// A terminal that is closed says nothing to a worker: its silo does, and waits until the stage is given back.
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true);

var root = WorkerCommand.Create(Run);
IReadOnlyList<string> completed;
try
{
    completed = ProgramSettings.Complete(
        args, [.. root.Options.Where(option => option is not (HelpOption or VersionOption)).Select(option => option.Name)], Environment.GetEnvironmentVariable, ProgramSettings.FileName, "Worker");
}
catch (FormatException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return WorkerExit.BadInput;
}

// The host hears the signals itself, and giving a stage back may take longer than a command line would wait.
return await root.Parse(completed).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

static async Task<int> Run(WorkerOptions options, CancellationToken cancellation)
{
    var thread = new TrainingThread();
    var time = TimeProvider.System;
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
    // A little more than the grace, within which the stage is given back.
    builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Grace + TimeSpan.FromSeconds(1));
    using var early = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "yyyy-MM-dd HH:mm:ss.fff ")));
    builder.UseOrleansClient(client => client.UseSilos(options, time, early.CreateLogger("JointQP.Worker")));
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
        .AddSingleton<IStageTrainer>(new StageTrainer(time, options.Threads, checkpoints))
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
        await Console.Error.WriteLineAsync($"No answer from {options.Silos}: {e.Message} This worker ends.");
        return WorkerExit.SiloGone;
    }

    return exit.Code;
}
