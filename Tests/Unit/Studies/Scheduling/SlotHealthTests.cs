using JointQP.Studies.Scheduling;

namespace JointQP.Tests.Unit.Studies.Scheduling;

public sealed class SlotHealthTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static LostLease Loss(int number) => new(number == 1 ? "one" : "two", "t0000.0", number, Noon.AddMinutes(number), "nothing was heard for 30 s");

    [Fact]
    public void After_ThreeLossesOfWhateverStudies_IsSetAsideWithTheReason()
    {
        var two = new SlotHealth().After(Loss(1)).After(Loss(2));
        Assert.Null(two.SetAsideAt);
        Assert.Null(two.Reason);

        var three = two.After(Loss(3));

        Assert.Equal(Noon.AddMinutes(3), three.SetAsideAt);
        Assert.Equal(
            "it lost 3 leases in a row without a commit: one/t0000.0 (epoch 1); two/t0000.0 (epoch 2); two/t0000.0 (epoch 3); the last time, nothing was heard for 30 s",
            three.Reason);
    }

    [Fact]
    public void After_TheSameLossAgain_ChangesNothing()
    {
        var two = new SlotHealth().After(Loss(1)).After(Loss(2));
        Assert.Same(two, two.After(Loss(2)));
    }

    [Fact]
    public void After_MoreLosses_KeepsThoseThatSetItAside()
    {
        var three = new SlotHealth().After(Loss(1)).After(Loss(2)).After(Loss(3));
        Assert.Same(three, three.After(Loss(4)));
    }
}
