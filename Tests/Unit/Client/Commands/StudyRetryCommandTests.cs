using JointQP.Client.Commands;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Tests.Unit.Client.Commands;

public sealed class StudyRetryCommandTests
{
    [Fact]
    public void Lines_OfARetry_TellHowManyAndHowToFollow() => Assert.Equal(
        "2 stages are tried again\nfollow it with 'jointqp study watch demo --data x'", Of(RetryOutcome.Retried, StudyPhase.Running, stages: 2));

    [Fact]
    public void Lines_OfAPausedStudy_TellThatItMustBeResumed() => Assert.Equal(
        "1 stage is tried again\nthe study is paused; go on with 'jointqp study resume demo --data x'", Of(RetryOutcome.Retried, StudyPhase.Paused, stages: 1));

    [Fact]
    public void Lines_NothingToRetry_SaySo() => Assert.Equal(
        "study demo has nothing to retry: no stage of it has failed or is poisoned; nothing was changed", Of(RetryOutcome.NothingToRetry, StudyPhase.Completed));

    [Fact]
    public void Lines_OfACancelledStudy_NameWhatToDo() => Assert.Equal(
        "study demo was cancelled, and trains nothing more; launch its spec under another name with 'jointqp study launch FILE --name NAME --data x'",
        Of(RetryOutcome.Cancelled, StudyPhase.Cancelled));

    private static string Of(RetryOutcome outcome, StudyPhase phase, int stages = 0)
    {
        var status = Samples.Status(phase);
        return string.Join('\n', StudyRetryCommand.Lines(new RetryReply(outcome, stages, status), status, " --data x"));
    }
}
