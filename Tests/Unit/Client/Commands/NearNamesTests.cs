using JointQP.Client.Commands;

namespace JointQP.Tests.Unit.Client.Commands;

public sealed class NearNamesTests
{
    [Fact]
    public void Of_MistypedName_PutsTheNearestFirst() =>
        Assert.Equal(["demo", "demo-2", "memory"], NearNames.Of("dmeo", ["memory", "something-else", "demo-2", "demo"]));

    [Fact]
    public void Unknown_WithStudies_NamesTheNearAndTheList() =>
        Assert.Equal("there is no study 'dmo'; nearest: demo, demo-2 ('jointqp study list' shows all)", StudyCommand.Unknown("dmo", ["demo-2", "demo"]).Message);

    [Fact]
    public void Unknown_WithoutStudies_SaysHowToLaunch() =>
        Assert.Equal("there is no study 'dmo'; none was launched yet: launch one with 'jointqp study launch FILE'", StudyCommand.Unknown("dmo", []).Message);
}
