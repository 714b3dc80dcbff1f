using JointQP.Silo.Supervision;

namespace JointQP.Tests.Processes.Cluster.Hosting;

public sealed class RestartBackoffTests
{
    [Fact]
    public void Next_EndsAtItsStartAgainAndAgain_DoublesUpToTheLongest()
    {
        var waits = new List<double>();
        for (var wait = TimeSpan.Zero; waits.Count < 8; waits.Add(wait.TotalSeconds))
            wait = RestartBackoff.Next(wait, TimeSpan.FromSeconds(1));

        Assert.Equal([0.5, 1, 2, 4, 8, 16, 30, 30], waits);
    }

    [Fact]
    public void Next_AfterALongLife_BeginsAnew() =>
        Assert.Equal(RestartBackoff.Shortest, RestartBackoff.Next(RestartBackoff.Longest, RestartBackoff.LongLife));
}
