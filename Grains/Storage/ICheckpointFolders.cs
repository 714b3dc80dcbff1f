using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Studies.Stages;

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

    /// <summary>
    /// Makes a checkpoint of one study, and what was exported with it, one of another as well; it takes no room where the file system can
    /// link files, and stays when the other goes. Repeating it changes nothing.
    /// </summary>
    /// <param name="study">Whose checkpoint it is.</param>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="to">Where it shall be too, and by which lease.</param>
    /// <returns>It as the other study's; null when it is not there as it was recorded.</returns>
    Task<CheckpointRef?> TakeOver(string study, CheckpointRef checkpoint, LeaseToken to);
}
