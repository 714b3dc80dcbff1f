using JointQP.Grains.Interfaces.Studies;
using JointQP.Tests.Faults.Silos;

namespace JointQP.Tests.Faults;

/// <summary>What a caller hears of a grain whose state does not come.</summary>
public sealed class ActivationTests
{
    [Fact]
    public async Task Activation_StorageHangs_CallerHearsThatTimeRanOut()
    {
        FastTime time = new(30);
        await using var cluster = await SiloCluster.Start(time);
        cluster.Turmoil = new Turmoil(1, new SiloWeather { Until = long.MaxValue, StoreHangs = 1 }, time, null);

        // Some readings take longer than Orleans waits for, some do not; and on a slow machine a silo may be given up meanwhile.
        Exception? heard = null;
        for (var study = 0; study < 100 && heard is not (OperationCanceledException or TimeoutException { InnerException: OperationCanceledException }); study++)
            heard = await Record.ExceptionAsync(cluster.Grains.GetGrain<IStudyGrain>($"hung-{study}").GetStatus);

        Assert.Contains("could not be activated in time", Assert.IsType<TimeoutException>(heard).Message, StringComparison.Ordinal);
    }
}
