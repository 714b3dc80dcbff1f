using JointQP.Client.Hosting;
using JointQP.Grains.Interfaces.Hosting;
using Spectre.Console.Rendering;

namespace JointQP.Client.Rendering;

/// <summary>Where things are once a silo is ready.</summary>
internal sealed record UpReport(int ProcessId, string DataDirectory, int Workers, string Metrics, string Health, int GatewayPort)
{
    /// <summary>What to tell of this silo.</summary>
    public static UpReport Of(SiloEndpoint endpoint, DataDirectory data, int workers) => new(
        endpoint.ProcessId,
        data.Path,
        workers,
        $"http://localhost:{endpoint.HttpPort}/metrics",
        $"http://localhost:{endpoint.HttpPort}/healthz/ready",
        endpoint.GatewayPort);

    /// <summary>For programs.</summary>
    public static CsvTable Rows(UpReport report) => CsvTable.Of(
        [report],
        new Column<UpReport>("processId", r => r.ProcessId),
        new("dataDirectory", r => r.DataDirectory),
        new("workers", r => r.Workers),
        new("metrics", r => r.Metrics),
        new("health", r => r.Health),
        new("gatewayPort", r => r.GatewayPort));

    /// <summary>For people, with what to do next.</summary>
    /// <param name="dataArgument">What to add to a command line to mean this data directory.</param>
    public IRenderable Table(string dataArgument)
    {
        var grid = Facts.New();
        grid.Fact("ready", $"process {ProcessId}, {Workers} {(Workers == 1 ? "worker" : "workers")}");
        grid.Fact("data", DataDirectory);
        grid.Fact("metrics", Metrics);
        grid.Fact("health", Health);
        grid.Fact("launch", $"jointqp study launch FILE{dataArgument}");
        grid.Fact("stop", $"Ctrl-C here, or jointqp down{dataArgument}");
        return grid;
    }
}
