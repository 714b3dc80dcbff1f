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
        catch
        {
            stored.State = before;
            throw;
        }
    }
}
