using JointQP.Client.Commands;
using JointQP.Client.Hosting;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Tests.Unit.Client.Commands;

public sealed class TrialNameTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("2", 2)]
    [InlineData("t0002", 2)]
    [InlineData("fashion/float/1", 0)]
    [InlineData("fashion/P0.5(w,f) -> Q8(w,f)/1", 1)]
    [InlineData("fashion/P0.5(w,f)->Q8(w,f)/1", 1)]
    [InlineData("3", null)]
    [InlineData("-1", null)]
    [InlineData("fashion/float/2", null)]
    [InlineData("float", null)]
    public void Find_Name_IsItsTrial(string name, int? expected) =>
        Assert.Equal(expected, TrialName.Find(name, Samples.Trials.Trials)?.Index);

    [Fact]
    public void Of_EveryTrial_IsFoundAgain() =>
        Assert.All(Samples.Trials.Trials, trial => Assert.Equal(trial, TrialName.Find(TrialName.Of(trial), Samples.Trials.Trials)));

    [Theory]
    [InlineData("7", "study demo has no trial 7; its trials are 0 to 2")]
    [InlineData("fashion/flaot/1", "study demo has no trial 'fashion/flaot/1'; nearest: 0 (fashion/float/1), ")]
    public void Unknown_Name_NamesThoseThatThereAre(string name, string expected)
    {
        var error = TrialName.Unknown(name, Samples.Trials);

        Assert.Equal(ExitCode.BadInput, error.Code);
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fashon", null, "study demo has no experiment 'fashon'; nearest: fashion")]
    [InlineData(null, "flaot", "study demo has no schedule 'flaot'; nearest: float, ")]
    public void Check_FilterOfAWordThatNoTrialHas_NamesTheNearest(string? experiment, string? schedule, string expected)
    {
        var error = Assert.Throws<ConsoleException>(() => new TrialFilter([], experiment, schedule, null).Check(Samples.Trials));

        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_AllThatIsAsked_AndNoOther()
    {
        string Of(TrialFilter filter) => string.Join(' ', Samples.Entries().Where(filter.Takes).Select(trial => trial.Index));

        Assert.Equal("0 1 2", Of(new TrialFilter([], null, null, null)));
        Assert.Equal("0 2", Of(new TrialFilter([TrialState.Done, TrialState.Failed], null, null, null)));
        Assert.Equal("1", Of(new TrialFilter([], "fashion", "P0.5(w,f)->Q8(w,f)", 1)));
        Assert.Equal("", Of(new TrialFilter([], null, null, 2)));
    }
}
