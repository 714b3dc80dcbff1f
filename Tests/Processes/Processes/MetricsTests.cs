using System.Net;
using JointQP.Silo.Storage;
using JointQP.Studies.Stages;
using JointQP.Tests.Processes.Faults;
using JointQP.Tests.Processes.Harness;

namespace JointQP.Tests.Processes.Processes;

/// <summary>What a silo tells of itself over HTTP.</summary>
public sealed class MetricsTests : ProcessTest
{
    [Fact]
    public async Task Metrics_StudyRuns_HoldOursOrleansAndTheRuntimesAndNoNames()
    {
        // No attempt ends in any other way than by a commit.
        var study = new FaultStudy(Cluster, lease: "1h");
        await Cluster.Start(workers: 2);
        await study.Launch();
        await study.MidStage();

        var samples = await Patience.For(
            async () =>
            {
                var scraped = PrometheusText.Parse(await Cluster.Metrics());
                double Sum(string name) => scraped.Where(sample => sample.Name == name).Sum(sample => sample.Value);
                // Workers tell theirs in beats.
                return Sum("jointqp_workers") == 2 && Sum("jointqp_images_per_second") > 0 && Sum("jointqp_checkpoints_written_bytes_total") > 0
                    && Sum("jointqp_attempts_total") > 0 ? scraped.ToList() : null;
            },
            "a scrape that shows work");

        double Value(string name, string label = "otel_scope_name", string value = "JointQP") =>
            Assert.Single(samples, sample => sample.Name == name && sample.Labels.GetValueOrDefault(label) == value).Value;
        Assert.InRange(Value("jointqp_stages", "status", "Leased"), 0, 2);
        Assert.Equal(FaultStudy.Plan.Stages.Length, samples.Where(sample => sample.Name == "jointqp_stages").Sum(sample => sample.Value));
        Assert.Equal(Value("jointqp_stages", "status", "Ready"), Value("jointqp_queue_depth"));
        Assert.InRange(Value("jointqp_attempts_total", "outcome", "Committed"), 1, FaultStudy.Plan.Stages.Length);
        Assert.Equal(0, Value("jointqp_attempts_total", "outcome", "Failed"));
        Assert.InRange(Value("jointqp_leases_lost_total"), 0, double.MaxValue);
        Assert.InRange(Value("jointqp_results_fenced_total", "message", "Commit"), 0, double.MaxValue);
        Assert.Equal(2, Value("jointqp_workers", "device", "cpu"));
        Assert.Contains(samples, sample => sample.Name.StartsWith("orleans_", StringComparison.Ordinal));
        Assert.Contains(samples, sample => sample.Name == "dotnet_process_memory_working_set_bytes" && sample.Value > 0);

        string[] names = [FaultStudy.Name, "fashion", "local-", .. FaultStudy.Plan.Stages.Select(stage => stage.Id)];
        Assert.DoesNotContain(
            samples.SelectMany(sample => sample.Labels.Values),
            value => names.Any(name => value.Contains(name, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task Metrics_StagesAreCommitted_CountTheCheckpointsTheyEndedIn()
    {
        // Stages too short for a checkpoint inside them: each writes one, at its end.
        var file = Path.Combine(Cluster.Data, "short.yaml");
        await File.WriteAllTextAsync(
            file,
            """
            name: short
            seeds: 1
            limits: { checkpoint-every: 1h }
            experiments:
              - name: fashion
                dataset: fashion-mnist-sample
                samples: { train: 128, validation: 64, test: 64 }
                network: convnet
                training: { epochs: 2, batch: 32 }
                schedules:
                  - float
                  - order: Q8(w)
                    onsets: 1 epoch
            """,
            Patience.Token);
        await Cluster.Start(workers: 1);
        await Cluster.Ask("study", "launch", file);
        var stages = await Patience.For(
            async () => await Cluster.Stages.Read("short") is { IsEmpty: false } all && all.Values.All(stage => stage.Status == StageStatus.Committed) ? all : null,
            "the end of the study");

        var written = stages.Values.Sum(stage => stage.Result!.Checkpoint.Bytes);
        double counted = 0;
        await Patience.Until(
            async () =>
            {
                counted = PrometheusText.Parse(await Cluster.Metrics()).Single(sample => sample.Name == "jointqp_checkpoints_written_bytes_total").Value;
                return counted >= written;
            },
            "the last beats");
        Assert.Equal(written, counted);
    }

    [Fact]
    public async Task Ready_StorageDoesNotAnswer_Is503UntilItDoesAndLiveIs200Throughout()
    {
        await Cluster.Start(workers: 0);
        await Patience.Until(async () => await Status("/healthz/ready") == HttpStatusCode.OK, "the silo to be ready");

        using var database = new SqliteDatabase(Cluster.Data);
        using (var holder = database.OpenConnection())
        {
            holder.Execute("BEGIN IMMEDIATE");
            using var unready = await Cluster.Get("/healthz/ready");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, unready.StatusCode);
            Assert.Contains("storage: Unhealthy", await unready.Content.ReadAsStringAsync(Patience.Token), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, await Status("/healthz/live"));
            holder.Execute("ROLLBACK");
        }

        await Patience.Until(async () => await Status("/healthz/ready") == HttpStatusCode.OK, "the silo to be ready again");
    }

    private async Task<HttpStatusCode> Status(string path)
    {
        using var response = await Cluster.Get(path);
        return response.StatusCode;
    }
}
