using System.Net;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Workers;
using JointQP.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace JointQP.Tests.Processes.Cluster.Hosting;

/// <summary>On a silo of its own, whose storage may be broken and whose sums are its own.</summary>
public sealed class HealthAndMetricsTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningSilo _silo = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _silo = await RunningSilo.Start(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Ready_StorageCannotBeWritten_Is503WithTheReasonAndLiveStays200()
    {
        Assert.Equal(HttpStatusCode.OK, (await _silo.Http.GetAsync(new Uri("healthz/ready", UriKind.Relative), Cancellation)).StatusCode);
        var database = _silo.Services.GetRequiredService<SqliteDatabase>();
        using (var connection = database.OpenConnection())
            connection.Execute("ALTER TABLE health RENAME TO elsewhere");

        var broken = await _silo.Http.GetAsync(new Uri("healthz/ready", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, broken.StatusCode);
        Assert.Contains("storage: Unhealthy: SQLite Error 1: 'no such table: health'", await broken.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _silo.Http.GetAsync(new Uri("healthz/live", UriKind.Relative), Cancellation)).StatusCode);

        using (var connection = database.OpenConnection())
            connection.Execute("ALTER TABLE elsewhere RENAME TO health");
        Assert.Equal(HttpStatusCode.OK, (await _silo.Http.GetAsync(new Uri("healthz/ready", UriKind.Relative), Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Metrics_StudyUnderWay_TellItInSumsWithoutNames()
    {
        await _silo.Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).Launch(new StudyLaunch("hidden", Specs.Small("hidden")));
        var worker = new FakeWorker(_silo.Grains, "secret");
        var zombie = await worker.Lease("hidden");
        var taken = new FakeWorker(_silo.Grains, "secret", 2);
        await taken.Train(await taken.Lease("hidden"));
        await worker.Train(zombie);
        await _silo.Grains.GetGrain<IGpuWorkerGrain>("secret").Beat(
            new WorkerBeat("secret", 2, "cuda:1", "f", "h", 1, "training", null, 0, ImagesPerSecond: 120, CheckpointBytes: 77));

        var text = await _silo.Http.GetStringAsync(new Uri("metrics", UriKind.Relative), Cancellation);

        string Value(string start) => Assert.Single(
            text.Split('\n'), line => line.StartsWith(start, StringComparison.Ordinal)).Split(' ')[1];
        Assert.Equal("1", Value("jointqp_stages{otel_scope_name=\"JointQP\",status=\"Committed\"}"));
        Assert.Equal("1", Value("jointqp_attempts_total{otel_scope_name=\"JointQP\",outcome=\"Committed\"}"));
        Assert.Equal("1", Value("jointqp_attempts_total{otel_scope_name=\"JointQP\",outcome=\"Lost\"}"));
        Assert.Equal("1", Value("jointqp_leases_lost_total{"));
        Assert.Equal("1", Value("jointqp_results_fenced_total{otel_scope_name=\"JointQP\",message=\"Append\"}"));
        Assert.Equal("5", Value("jointqp_queue_depth{"));
        Assert.Equal("120", Value("jointqp_images_per_second{otel_scope_name=\"JointQP\",device=\"cuda\"}"));
        Assert.Equal("77", Value("jointqp_checkpoints_written_bytes_total{"));
        Assert.Contains("\norleans_", text, StringComparison.Ordinal);
        Assert.Contains("\ndotnet_", text, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }
}
