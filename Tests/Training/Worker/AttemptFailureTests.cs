using System.Globalization;
using JointQP.Studies.Stages;
using JointQP.Training;
using JointQP.Training.Stages;
using JointQP.Worker.Agent;
using JointQP.Worker.Hosting;
using Microsoft.Extensions.Logging;

namespace JointQP.Tests.Training.Worker;

public sealed class AttemptFailureTests
{
    [Fact]
    public void Of_WhatFollowsFromTheSpecAlone_IsFinal()
    {
        Assert.True(AttemptFailure.Of(new TrainingDivergedException(123, "loss", double.NaN, 0.5), []).Final);
        Assert.True(AttemptFailure.Of(new TrialAuditException(["conv1 has 7 bits"]), []).Final);
    }

    [Fact]
    public void Of_WhatAnotherMachineMayDoBetter_IsNot()
    {
        Assert.False(AttemptFailure.Of(new EngineException("wrong numbers"), []).Final);
        Assert.False(AttemptFailure.Of(new InvalidOperationException("out of memory"), []).Final);
    }

    [Fact]
    public void Of_WithALog_HasItsLastLinesBelowTheReason()
    {
        using var log = new RecentLog(TimeProvider.System);
        var logger = log.CreateLogger("any");
        for (var i = 0; i < RecentLog.Kept; i++)
            logger.Log(LogLevel.Information, default, i, null, (n, _) => string.Create(CultureInfo.InvariantCulture, $"line {n}"));
        logger.Log(LogLevel.Error, default, 0, new InvalidOperationException("thrown"), (_, _) => "failed");

        var text = AttemptFailure.Of(new InvalidOperationException("thrown"), log.Lines).Text;

        Assert.Equal("thrown", FailureText.Reason(text));
        Assert.EndsWith(" line 1", FailureText.Log(text)[0], StringComparison.Ordinal);
        Assert.EndsWith(" error: failed", FailureText.Log(text)[^2], StringComparison.Ordinal);
        Assert.Equal("System.InvalidOperationException: thrown", FailureText.Log(text)[^1]);
    }
}
