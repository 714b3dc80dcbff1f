using JointQP.Training.Operators;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Operators;

public sealed class GradientLedgerTests
{
    [Fact]
    public void Settle_BackwardFailed_ThrowsOnceOnTheTrainingThread()
    {
        GradientLedger ledger = new();
        ledger.Fail(new InvalidOperationException("no memory"));

        Assert.Contains("no memory", Assert.Throws<InvalidOperationException>(ledger.Settle).Message, StringComparison.Ordinal);
        ledger.Settle();
    }

    [Fact]
    public void Settle_GradientsHandedOver_FreesThem()
    {
        GradientLedger ledger = new();
        var gradient = ones(3);
        ledger.Hand(gradient);

        ledger.Settle();

        Assert.True(gradient.IsInvalid);
    }
}
