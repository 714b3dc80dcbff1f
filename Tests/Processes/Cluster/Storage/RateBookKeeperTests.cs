using JointQP.Grains.Interfaces.Hosting;
using JointQP.Silo.Storage;
using JointQP.Studies.Rates;
using JointQP.Studies.Words;
using Microsoft.Extensions.Logging.Abstractions;

namespace JointQP.Tests.Processes.Cluster.Storage;

public sealed class RateBookKeeperTests : IDisposable
{
    private static readonly TrialSpec Spec = new()
    {
        Task = "classification",
        Dataset = "fashion-mnist",
        Samples = new(320, 50, 100),
        Network = "convnet",
        Training = new() { Epochs = 2, Batch = 32 },
        Compression = new(),
        Schedule = Schedule.Float,
        Seed = 1,
    };

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Stop_AfterStages_HasWrittenThemAndTheNextGoesOn()
    {
        await Keep(Timing(10));
        await Keep(Timing(30), Timing(5));

        Assert.Equal(45, Steps());
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*.new"));
    }

    [Fact]
    public async Task Start_OnADamagedFile_BeginsAnew()
    {
        await File.WriteAllTextAsync(RateBookFile.Of(_folder.Path), "{ \"form\": 1, ", TestContext.Current.CancellationToken);

        await Keep(Timing(10));

        Assert.Equal(10, Steps());
    }

    [Fact]
    public async Task Add_FiguresThatAreNone_AreLeftOut()
    {
        await Keep(Timing(10), Timing(10) with { Steps = [new("float", 1, double.NaN)] }, Timing(10) with { Overhead = -1 }, Timing(7));

        Assert.Equal(17, Steps());
    }

    [Fact]
    public async Task Add_WhereNothingCanBeWritten_StopsNothing()
    {
        Directory.CreateDirectory(RateBookFile.Of(_folder.Path));

        await Keep(Timing(10));

        Assert.Null(RateBookFile.Read(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();

    private static StageTiming Timing(long steps) => new("cpu", [new("float", steps, steps * 0.1)], [], 0.1);

    private double Steps() => Assert.Single(RateBookFile.Read(_folder.Path)!.Networks).Steps[0].Rate.Count;

    private async Task Keep(params StageTiming[] timings)
    {
        var keeper = new RateBookKeeper(_folder.Path, NullLogger<RateBookKeeper>.Instance);
        await keeper.StartAsync(TestContext.Current.CancellationToken);
        foreach (var timing in timings)
            keeper.Add(Spec, 20, timing, 100);
        await keeper.StopAsync(TestContext.Current.CancellationToken);
    }
}
