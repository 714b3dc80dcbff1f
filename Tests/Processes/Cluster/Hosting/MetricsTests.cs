using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Workers;
using JointQP.Studies.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace JointQP.Tests.Processes.Cluster.Hosting;

/// <summary>On a process of its own: meters of one name are one within a process, whichever silo's they are.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Metrics_StudyUnderWay_TellItInSumsWithoutNames()
    {
        using var folder = new TemporaryFolder();
        using var silo = new SiloProcess(folder.Path);
        await silo.Start();
        using var client = await silo.Connect();
        var grains = client.Services.GetRequiredService<IGrainFactory>();
        await grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).Launch(new StudyLaunch("hidden", Specs.Small("hidden")));
        var worker = new FakeWorker(grains, "secret");
        var zombie = await worker.Lease("hidden");
        var taken = new FakeWorker(grains, "secret", 2);
        await taken.Train(await taken.Lease("hidden"));
        await worker.Train(zombie);
        await worker.Study("hidden").Commit(zombie.Token, FakeWorker.ResultOf(zombie));
        await grains.GetGrain<IGpuWorkerGrain>("secret").Beat(
            new WorkerBeat("secret", 2, "cuda:1", "f", "h", 1, "training", null, 0, ImagesPerSecond: 120, CheckpointBytes: 77));

        using var http = new HttpClient();
        var text = await http.GetStringAsync(new Uri($"http://127.0.0.1:{silo.Endpoint.HttpPort}/metrics"), TestContext.Current.CancellationToken);

        string Value(string start) => Assert.Single(
            text.Split('\n'), line => line.StartsWith(start, StringComparison.Ordinal)).Split(' ')[1];
        Assert.Equal("1", Value("jointqp_stages{otel_scope_name=\"JointQP\",status=\"Committed\"}"));
        Assert.Equal("1", Value("jointqp_attempts_total{otel_scope_name=\"JointQP\",outcome=\"Committed\"}"));
        Assert.Equal("1", Value("jointqp_attempts_total{otel_scope_name=\"JointQP\",outcome=\"Lost\"}"));
        Assert.Equal("1", Value("jointqp_leases_lost_total{"));
        Assert.Equal("1", Value("jointqp_results_fenced_total{otel_scope_name=\"JointQP\",message=\"Append\"}"));
        Assert.Equal("1", Value("jointqp_results_fenced_total{otel_scope_name=\"JointQP\",message=\"Commit\"}"));
        Assert.Equal("0", Value("jointqp_stages_retried_total{"));
        Assert.Equal("0", Value("jointqp_workers_set_aside{"));
        Assert.Equal("3", Value("jointqp_queue_depth{"));
        Assert.Equal("120", Value("jointqp_images_per_second{otel_scope_name=\"JointQP\",device=\"cuda\"}"));
        Assert.Equal("77", Value("jointqp_checkpoints_written_bytes_total{"));
        Assert.Contains("\norleans_", text, StringComparison.Ordinal);
        Assert.Contains("\ndotnet_", text, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_ASlotIsSetAside_IsCounted()
    {
        using var folder = new TemporaryFolder();
        using var silo = new SiloProcess(folder.Path);
        await silo.Start();
        using var client = await silo.Connect();
        var grains = client.Services.GetRequiredService<IGrainFactory>();
        await grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).Launch(new StudyLaunch("s", Specs.Small("s")));
        for (var incarnation = 1; incarnation <= SlotHealth.MostLosses; incarnation++)
        {
            var worker = new FakeWorker(grains, "broken", incarnation);
            await worker.Lease("s");
            await worker.Study("s").EndOlderLeases("broken", incarnation + 1);
        }

        // The study tells the slot behind its turn.
        while ((await grains.GetGrain<IGpuWorkerGrain>("broken").GetHealth()).SetAsideAt is null)
            await Task.Yield();

        using var http = new HttpClient();
        var text = await http.GetStringAsync(new Uri($"http://127.0.0.1:{silo.Endpoint.HttpPort}/metrics"), TestContext.Current.CancellationToken);
        Assert.Contains("jointqp_workers_set_aside{otel_scope_name=\"JointQP\"} 1", text, StringComparison.Ordinal);
    }
}
