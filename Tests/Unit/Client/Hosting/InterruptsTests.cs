using JointQP.Client.Hosting;

namespace JointQP.Tests.Unit.Client.Hosting;

public sealed class InterruptsTests
{
    [Fact]
    public void Press_Once_AsksForAnOrderlyEndAndTwiceForOneAtOnce()
    {
        using var interrupts = new Interrupts();

        interrupts.Press();
        Assert.True(interrupts.Stop.IsCancellationRequested);
        Assert.False(interrupts.Now.IsCancellationRequested);

        interrupts.Press();
        Assert.True(interrupts.Now.IsCancellationRequested);
    }
}
