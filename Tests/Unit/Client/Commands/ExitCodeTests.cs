using JointQP.Client.Commands;
using JointQP.Client.Hosting;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Tests.Unit.Client.Commands;

public sealed class ExitCodeTests
{
    [Theory]
    [InlineData(StudyPhase.Completed, 0, ExitCode.Ok)]
    [InlineData(StudyPhase.Running, 0, ExitCode.Ok)]
    [InlineData(StudyPhase.Paused, 0, ExitCode.Ok)]
    [InlineData(StudyPhase.Deleting, 0, ExitCode.Failed)]
    [InlineData(StudyPhase.Completed, 1, ExitCode.Failed)]
    [InlineData(StudyPhase.Cancelled, 0, ExitCode.Failed)]
    public void CodeOf_Study_TellsWhetherItWentWrong(StudyPhase phase, int failed, int expected) =>
        Assert.Equal(expected, StudyResultsCommand.CodeOf(Samples.Status(phase, trialsFailed: failed)));
}
