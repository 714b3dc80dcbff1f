using Orleans.Storage;

namespace JointQP.Tests.Faults.Silos;

/// <summary>Orleans' storage of grain state behind a door.</summary>
internal sealed class FaultyGrainStorage(IGrainStorage inner, StoreDoor door) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => door.Read($"Read state of {grainId}", async () =>
    {
        await inner.ReadStateAsync(stateName, grainId, grainState);
        return true;
    });

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Change($"Write state of {grainId}", grainState, () => inner.WriteStateAsync(stateName, grainId, grainState));

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Change($"Clear state of {grainId}", grainState, () => inner.ClearStateAsync(stateName, grainId, grainState));

    public void Participate(ISiloLifecycle observer) => (inner as ILifecycleParticipant<ISiloLifecycle>)?.Participate(observer);

    // Who does not hear that it was written does not hear the new version either.
    private Task<bool> Change<T>(string what, IGrainState<T> state, Func<Task> change)
    {
        var (version, exists) = (state.ETag, state.RecordExists);
        return door.Write(
            what,
            async () =>
            {
                await change();
                return true;
            },
            forget: () => (state.ETag, state.RecordExists) = (version, exists));
    }
}
