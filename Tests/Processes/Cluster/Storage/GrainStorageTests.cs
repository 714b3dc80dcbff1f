using JointQP.Grains.Storage;
using JointQP.Grains.Studies;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace JointQP.Tests.Processes.Cluster.Storage;

public sealed class GrainStorageTests(SharedSilo shared)
{
    private readonly GrainId _grain = GrainId.Create("test", Guid.NewGuid().ToString("N"));

    private IGrainStorage Storage => shared.Silo.Services.GetRequiredKeyedService<IGrainStorage>(GrainStorage.Name);

    private static GrainState<StudyState> StateOf(string text) => new(new StudyState { SpecText = text });

    private async Task<GrainState<StudyState>> Read()
    {
        var state = new GrainState<StudyState>();
        await Storage.ReadStateAsync("study", _grain, state);
        return state;
    }

    [Fact]
    public async Task Write_TwoNewWriters_TheSecondIsRefused()
    {
        await Storage.WriteStateAsync("study", _grain, StateOf("first"));

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync("study", _grain, StateOf("second")));

        Assert.Equal("first", (await Read()).State!.SpecText);
    }

    [Fact]
    public async Task Write_TwoReaders_TheSlowerIsRefused()
    {
        await Storage.WriteStateAsync("study", _grain, StateOf("first"));
        var (one, two) = (await Read(), await Read());
        one.State = new StudyState { SpecText = "one" };
        two.State = new StudyState { SpecText = "two" };
        await Storage.WriteStateAsync("study", _grain, one);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync("study", _grain, two));

        var now = await Read();
        Assert.Equal("one", now.State!.SpecText);
        Assert.Equal(one.ETag, now.ETag);
    }

    [Fact]
    public async Task Clear_ThenWrite_GoesOnWithTheETag()
    {
        var state = StateOf("first");
        await Storage.WriteStateAsync("study", _grain, state);
        var stale = await Read();
        await Storage.ClearStateAsync("study", _grain, state);
        Assert.False((await Read()).RecordExists);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync("study", _grain, stale));

        state.State = new StudyState { SpecText = "second" };
        await Storage.WriteStateAsync("study", _grain, state);

        Assert.Equal("second", (await Read()).State!.SpecText);
    }
}
