using JointQP.Tests.Processes.Harness;

namespace JointQP.Tests.Processes.Faults;

/// <summary>The study's result hash when nothing disturbs it and one worker trains it alone: found once for all tests.</summary>
public sealed class UndisturbedStudy
{
    private readonly Lazy<Task<string>> _hash = new(Train);

    public Task<string> Hash() => _hash.Value;

    private static async Task<string> Train()
    {
        using var patience = new Patience();
        await using var cluster = new LocalCluster(patience);
        try
        {
            var study = new FaultStudy(cluster);
            await cluster.Start(workers: 1);
            await study.Launch();
            return await study.Finish();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"The undisturbed study did not end: {e.Message}\n{cluster.Report()}", e);
        }
    }
}
