using JointQP.Studies.Scheduling;

namespace JointQP.Tests.Unit.Studies.Scheduling;

public sealed class FairShareTests
{
    [Fact]
    public void Order_PriorityThenLeasesThenLaunch_Decide()
    {
        StudyShare[] running = [new("late", 0, 1, 4), new("busy", 0, 5, 1), new("early", 0, 1, 2), new("urgent", 1, 9, 3)];
        Assert.Equal(["urgent", "early", "late", "busy"], FairShare.Order(running).Select(s => s.Name));
    }

    [Fact]
    public void Order_EveryAskServed_SharesDifferByOneAtMost()
    {
        var running = Enumerable.Range(0, 3).Select(i => new StudyShare($"study-{i}", 0, 0, i)).ToArray();
        for (var ask = 0; ask < 20; ask++)
        {
            var first = FairShare.Order(running)[0];
            running[first.Launched] = first with { Leases = first.Leases + 1 };
            Assert.InRange(running.Max(s => s.Leases) - running.Min(s => s.Leases), 0, 1);
        }
    }
}
