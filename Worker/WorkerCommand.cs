using System.CommandLine;

namespace JointQP.Worker;

/// <summary>The command line of the worker.</summary>
internal static class WorkerCommand
{
    public static RootCommand Create(Func<WorkerOptions, CancellationToken, Task<int>> run)
    {
        var slot = new Option<string?>("--slot") { Description = "The slot's name, unique in the cluster, such as local-0. Default: this machine's name." };
        var gateway = new Option<int?>("--gateway-port") { Description = "The gateway of a silo on this machine." };
        var database = new Option<string?>("--database") { Description = "The PostgreSQL database through which the silos of a cluster are found, as a connection string." };
        var cluster = new Option<string?>("--cluster") { Description = "The name of the cluster in that database. Default: jointqp." };
        var data = new Option<string?>("--data") { Description = "The data directory: data sets and checkpoints." };
        var device = new Option<string?>("--device") { Description = "cpu or cuda:N. Default: cpu." };
        var threads = new Option<int?>("--threads") { Description = "Torch threads; part of a result's identity. Default: 1." };
        var memory = new Option<int?>("--checkpoint-memory") { Description = "MiB of memory for the last checkpoints, from which stages go on without reading a file; 0 for none. Default: 256." };
        var cache = new Option<string?>("--checkpoint-cache") { Description = "A folder on a local disk for copies of checkpoints, where the data directory is a volume far away." };
        var cacheSize = new Option<int?>("--checkpoint-cache-size") { Description = "MiB that those copies may take. Default: 4096." };
        var timeout = new Option<double?>("--silo-timeout") { Description = "Seconds without an answer from a silo until the worker ends; 0 for never. Default: 10, in a cluster 0." };
        var grace = new Option<double?>("--grace") { Description = "Seconds that the worker takes at most to leave a checkpoint and give its stage back when it is told to stop. Default: 6." };
        var health = new Option<string?>("--health-file") { Description = "A file that is touched whenever a silo has answered, for probes." };

        var command = new RootCommand(
            "A JointQP worker: trains the stages it is leased, one after another, on one device. Each option may be set in the environment too (--checkpoint-cache as JOINTQP_CHECKPOINT_CACHE), "
                + "or in the section 'Worker' of appsettings.json in the working directory.")
        {
            slot, gateway, database, cluster, data, device, threads, memory, cache, cacheSize, timeout, grace, health,
        };
        command.SetAction((arguments, cancellation) =>
        {
            WorkerOptions standard = new();
            return run(
                new WorkerOptions
                {
                    Slot = arguments.GetValue(slot) ?? standard.Slot,
                    GatewayPort = arguments.GetValue(gateway),
                    Database = arguments.GetValue(database),
                    Cluster = arguments.GetValue(cluster) ?? standard.Cluster,
                    DataDirectory = arguments.GetValue(data) is { Length: > 0 } folder ? Path.GetFullPath(folder) : "",
                    Device = arguments.GetValue(device) ?? standard.Device,
                    Threads = arguments.GetValue(threads) ?? standard.Threads,
                    CheckpointMemory = arguments.GetValue(memory) ?? standard.CheckpointMemory,
                    CheckpointCacheFolder = arguments.GetValue(cache) is { Length: > 0 } copies ? Path.GetFullPath(copies) : null,
                    CheckpointCacheSize = arguments.GetValue(cacheSize) ?? standard.CheckpointCacheSize,
                    SiloTimeoutSeconds = arguments.GetValue(timeout),
                    GraceSeconds = arguments.GetValue(grace) ?? standard.GraceSeconds,
                    HealthFile = arguments.GetValue(health) is { Length: > 0 } file ? Path.GetFullPath(file) : null,
                },
                cancellation);
        });
        return command;
    }
}
