namespace JointQP.Grains.Storage;

/// <summary>The folders of checkpoints, as far as the silo has to do with them.</summary>
public interface ICheckpointFolders
{
    /// <summary>A study's folder, whether or not it is there yet.</summary>
    string PathOf(string study);

    /// <summary>Deletes a study's folder with all that is in it; repeating it changes nothing.</summary>
    /// <exception cref="IOException">It could not be deleted; some of it may be gone.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    Task Delete(string study);
}
