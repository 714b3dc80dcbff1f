using JointQP.Grains.Interfaces.Hosting;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Storage;
using JointQP.Studies.Results;
using JointQP.Studies.Stages;

namespace JointQP.Silo.Storage;

/// <summary>The checkpoints of a data directory.</summary>
internal sealed class CheckpointFolders(string dataDirectory) : ICheckpointFolders
{
    public string PathOf(string study) => Path.GetFullPath(CheckpointFolder.Of(dataDirectory, study));

    public Task Delete(string study) => Task.Run(() =>
    {
        try
        {
            Directory.Delete(CheckpointFolder.Of(dataDirectory, study), recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // It never came to a checkpoint, or was here before.
        }
    });

    public Task<CheckpointRef?> TakeOver(string study, CheckpointRef checkpoint, LeaseToken to) => Task.Run(() =>
    {
        var (from, into) = (CheckpointFolder.Of(dataDirectory, study), CheckpointFolder.Of(dataDirectory, to.Study));
        var stem = CheckpointFile.Stem(to.Stage, to.Epoch, checkpoint.Step);
        var file = stem + checkpoint.File[CheckpointFile.StemOf(checkpoint.File).Length..];
        try
        {
            if (new FileInfo(Path.Combine(from, checkpoint.File)) is not { Exists: true } there || there.Length != checkpoint.Bytes)
                return null;
            Directory.CreateDirectory(into);
            var (exported, export) = (ExportFiles.Of(Path.Combine(from, checkpoint.File)), ExportFiles.Of(Path.Combine(into, file)));
            // The description last: where it is, the export is whole.
            foreach (var (source, target) in new[] { (exported.Tensors, export.Tensors), (exported.Description, export.Description) })
            {
                if (File.Exists(source))
                    FileLink.Make(source, target);
            }

            FileLink.Make(there.FullName, Path.Combine(into, file));
            return checkpoint with { File = file };
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Its study was deleted meanwhile.
            return null;
        }
    });

    /// <summary>
    /// Removes what a worker of a deleted study wrote when it woke up after the study's files had gone. An epoch up to the deleted study's
    /// last is no epoch of a new study of the name, so that files of one that runs are safe.
    /// </summary>
    /// <returns>Files removed.</returns>
    public int RemoveLate(string study, long lastEpoch)
    {
        var folder = new DirectoryInfo(CheckpointFolder.Of(dataDirectory, study));
        if (!folder.Exists)
            return 0;
        var late = folder.EnumerateFiles().Where(file => CheckpointFile.EpochOf(file.Name) <= lastEpoch).ToList();
        late.ForEach(file => file.Delete());
        // Not with what is in it: a new study may be about to write there, and makes the folder again if it must.
        if (!folder.EnumerateFileSystemInfos().Any())
            folder.Delete();
        return late.Count;
    }
}
