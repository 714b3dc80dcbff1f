using JointQP.Studies.Scheduling;

namespace JointQP.Tests.Unit.Studies.Scheduling;

public sealed class StudyOrderTests
{
    [Fact]
    public void Of_Studies_PriorityThenFewestLeasesThenLaunch()
    {
        StudyTurn[] studies =
        [
            new("late", 0, 1, 4), new("early", 0, 1, 0), new("idle", 0, 0, 3), new("urgent", 5, 9, 2), new("low", -1, 0, 1),
        ];

        Assert.Equal(["urgent", "idle", "early", "late", "low"], StudyOrder.Of(studies).Select(study => study.Name));
    }
}
