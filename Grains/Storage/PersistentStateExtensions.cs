using JointQP.Grains.Interfaces.Hosting;

namespace JointQP.Grains.Storage;

internal static class PersistentStateExtensions
{
    /// <summary>Stores a new state. When that fails, the grain goes on with the old one instead of believing what is not stored.</summary>
    public static async Task Store<T>(this IPersistentState<T> stored, T next)
    {
        var before = stored.State;
        stored.State = next;
        try
        {
            await stored.WriteStateAsync();
        }
        catch (Exception e)
        {
            stored.State = before;
            if (e is OrleansException)
                throw;
            // The database's own exceptions mean nothing on another machine.
            throw new StorageException($"The state was not stored: {e.Message}", e);
        }
    }
}
