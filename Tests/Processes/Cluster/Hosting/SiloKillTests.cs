using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using Microsoft.Extensions.DependencyInjection;

namespace JointQP.Tests.Processes.Cluster.Hosting;

/// <summary>The silo process is killed again and again while a study runs.</summary>
public sealed class SiloKillTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SiloProcess _silo;

    public SiloKillTests() => _silo = new SiloProcess(_folder.Path);

    [Fact]
    public async Task Kill_AfterEveryAcknowledgedStep_NothingAcknowledgedIsLost()
    {
        var launch = new StudyLaunch("s", Specs.Small("s", seeds: "1"));
        string? hash = null;
        StageLease? unfinished = null;
        var committed = 0;
        for (var life = 0; hash is null; life++)
        {
            Assert.InRange(life, 0, 4);
            await _silo.Start();
            using var client = await _silo.Connect();
            var grains = client.Services.GetRequiredService<IGrainFactory>();
            var worker = new FakeWorker(grains, "w");
            var reply = await grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).Launch(launch);
            Assert.Equal(life == 0 ? LaunchOutcome.Launched : LaunchOutcome.AlreadyLaunched, reply.Outcome);
            Assert.Equal(committed, reply.Status!.Stages.GetValueOrDefault("Committed"));

            // The lease of the life before, its metrics already sent, still counts.
            if (unfinished is not null)
                Assert.Equal(StageReply.Accepted, await worker.Train(unfinished));
            committed += unfinished is null ? 0 : 1;
            for (var trained = 0; trained < 2 && await worker.Study("s").Lease(worker.NewRequest()) is { } lease; trained++, committed++)
                Assert.Equal(StageReply.Accepted, await worker.Train(lease));
            unfinished = await worker.Study("s").Lease(worker.NewRequest());
            if (unfinished is not null)
                await worker.Report(unfinished);
            hash = (await worker.Study("s").GetResults())!.ResultHash;
            await _silo.Kill();
        }

        Assert.Equal(7, committed);
        Assert.Equal(await QuietHash(), hash);
    }

    /// <summary>Of the same study in a silo that nobody kills.</summary>
    private static async Task<string> QuietHash()
    {
        using var folder = new TemporaryFolder();
        await using var silo = await RunningSilo.Start(folder.Path);
        await silo.Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).Launch(new StudyLaunch("s", Specs.Small("s", seeds: "1")));
        var worker = new FakeWorker(silo.Grains, "w");
        await worker.TrainAll("s");
        return (await worker.Study("s").GetResults())!.ResultHash!;
    }

    public void Dispose()
    {
        _silo.Dispose();
        _folder.Dispose();
    }
}
