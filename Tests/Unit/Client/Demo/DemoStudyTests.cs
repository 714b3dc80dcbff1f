using JointQP.Client.Demo;
using JointQP.Client.Hosting;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Tests.Unit.Client.Demo;

public sealed class DemoStudyTests
{
    private readonly Dictionary<string, (StudyPhase Phase, string Spec)> _there = [];

    [Fact]
    public async Task Launch_OnEmptyCluster_IsDemo() => Assert.Equal(new DemoStudy("demo", Resumed: false), await Launch("spec"));

    [Fact]
    public async Task Launch_AfterFinishedOnes_TakesTheNextName()
    {
        _there["demo"] = (StudyPhase.Completed, "spec");
        _there["demo-2"] = (StudyPhase.Cancelled, "spec");

        Assert.Equal(new DemoStudy("demo-3", Resumed: false), await Launch("spec"));
    }

    [Fact]
    public async Task Launch_AfterAnInterruptedOne_GoesOnWithIt()
    {
        _there["demo"] = (StudyPhase.Completed, "spec");
        _there["demo-2"] = (StudyPhase.Running, "spec");

        Assert.Equal(new DemoStudy("demo-2", Resumed: true), await Launch("spec"));
    }

    [Fact]
    public async Task Launch_AfterAnInterruptedOneOfAnotherSpec_TakesTheNextName()
    {
        _there["demo"] = (StudyPhase.Running, "other");

        Assert.Equal(new DemoStudy("demo-2", Resumed: false), await Launch("spec"));
    }

    [Fact]
    public async Task Launch_RefusedSpec_IsAnErrorWithTheReasons()
    {
        var error = await Assert.ThrowsAsync<ConsoleException>(() => Launch("wrong"));

        Assert.Equal(ExitCode.BadInput, error.Code);
        Assert.Contains("no such network", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SameAs_EarlierDemos_NamesThoseOfTheSameHash()
    {
        var hashes = new Dictionary<string, string?> { ["demo"] = "a", ["demo-2"] = "b", ["demo-3"] = null, ["demo-4"] = "a", ["demo-5"] = "a" };
        Task<StudyResults?> Find(string name) =>
            Task.FromResult(hashes.TryGetValue(name, out var hash) ? new StudyResults(Samples.Status(name: name), [], hash) : null);

        Assert.Equal(["demo", "demo-4"], await DemoStudy.SameAs("demo-5", "a", Find));
        Assert.Empty(await DemoStudy.SameAs("demo", "a", Find));
        Assert.Empty(await DemoStudy.SameAs("demo-4", null, Find));
    }

    private Task<DemoStudy> Launch(string spec) => DemoStudy.Launch(
        spec,
        name => Task.FromResult(_there.TryGetValue(name, out var study) ? Samples.Status(study.Phase, name: name) : null),
        launch => Task.FromResult(Answer(launch)));

    private LaunchReply Answer(StudyLaunch launch)
    {
        if (launch.SpecText == "wrong")
            return new LaunchReply(LaunchOutcome.Invalid, ["no such network"], null);
        if (!_there.TryGetValue(launch.Name, out var study))
            return new LaunchReply(LaunchOutcome.Launched, [], Samples.Status(name: launch.Name));
        return new LaunchReply(study.Spec == launch.SpecText ? LaunchOutcome.AlreadyLaunched : LaunchOutcome.NameTaken, [], Samples.Status(name: launch.Name));
    }
}
