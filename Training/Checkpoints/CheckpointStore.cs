using System.Globalization;
using System.Security.Cryptography;
using JointQP.Studies.Planning;
using JointQP.Studies.Results;
using JointQP.Studies.Stages;
using JointQP.Studies.Words;
using JointQP.Training.Export;
using static TorchSharp.torch;

namespace JointQP.Training.Checkpoints;

/// <summary>The checkpoints of a study, in a folder: <c>stage-eEPOCH-sSTEP-HASH.safetensors</c>.</summary>
/// <remarks>
/// A file gets its name only when it is whole and on disk, and the name holds the lease's epoch and the content's hash: a worker that
/// thaws after its lease ended writes beside what counts, never over it.
/// </remarks>
public sealed class CheckpointStore
{
    private const string Format = "jointqp-checkpoint-1";
    private const string Extension = ".safetensors";

    private readonly string _folder;
    private readonly Func<string, Stream> _create;

    /// <summary>A store in <paramref name="folder"/>, which is made when first written to.</summary>
    public CheckpointStore(string folder)
        : this(folder, DurableFile.Create)
    {
    }

    internal CheckpointStore(string folder, Func<string, Stream> create) => (_folder, _create) = (folder, create);

    /// <summary>
    /// Deletes the files of a stage that came before <paramref name="recorded"/>: those of earlier leases, and of its own lease those of
    /// earlier steps. For after the study has accepted it, and not sooner: until then the study points at an older one.
    /// </summary>
    /// <param name="stage">The stage's id.</param>
    /// <param name="recorded">What was accepted, inside the stage or as its end. What a later lease writes is never touched.</param>
    public void DeleteBefore(string stage, CheckpointRef recorded)
    {
        if (PlaceOf(stage, recorded.File) is not { } place)
            return;
        foreach (var path in FilesOf(stage).Where(path => Path.GetFileName(path) != recorded.File && PlaceOf(stage, path)!.Value.CompareTo(place) < 0))
            DurableFile.TryDelete(path);
    }

    /// <summary>Writes a checkpoint, flushes it to disk, and names it.</summary>
    /// <param name="stage">First part of its name.</param>
    /// <param name="epoch">The lease's epoch.</param>
    /// <param name="step">The next step to train.</param>
    /// <param name="lineage">What decided the training so far (<see cref="StageKey"/>).</param>
    /// <param name="tensors">Sorted by name, contiguous, on the CPU.</param>
    /// <exception cref="CheckpointException">It could not be written; nothing is left behind.</exception>
    internal CheckpointRef Write(string stage, long epoch, long step, string lineage, IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors)
    {
        var name = CheckpointFile.Stem(stage, epoch, step);
        var temporary = Path.Combine(_folder, name + DurableFile.TemporaryExtension);
        try
        {
            Directory.CreateDirectory(_folder);
            DeleteLeftovers(stage, epoch);
            var (hash, bytes) = WriteFile(temporary, tensors, step, lineage);
            var file = $"{name}-{hash[..16]}{Extension}";
            DurableFile.Publish(temporary, Path.Combine(_folder, file));
            return new CheckpointRef(file, step, hash, bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            DurableFile.TryDelete(temporary);
            throw new CheckpointException(
                CheckpointFault.NotWritten,
                $"Cannot write checkpoint {name} in {_folder}: {e.Message} Free some space there or make the folder writable; training goes on from the last checkpoint.",
                e);
        }
    }

    /// <summary>Writes the export of a trial's network beside the checkpoint it ended in (<see cref="ExportFiles"/>), with the same safety.</summary>
    /// <exception cref="CheckpointException">It could not be written; nothing of it is left behind.</exception>
    internal ExportFiles WriteExport(CheckpointRef checkpoint, IReadOnlyList<ExportedNetwork> networks, Schedule schedule, ExportOrigin origin) =>
        NetworkExport.Write(Path.Combine(_folder, checkpoint.File), networks, schedule, origin, _create);

    /// <summary>Reads a checkpoint after verifying its size, its hash and whose it is. The caller owns the tensors.</summary>
    /// <exception cref="CheckpointException">It is not what was recorded.</exception>
    internal Dictionary<string, Tensor> Read(CheckpointRef checkpoint, string lineage)
    {
        var path = Path.Combine(_folder, checkpoint.File);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1 << 20);
            if (stream.Length != checkpoint.Bytes)
                throw Fault(CheckpointFault.Truncated, path, $"has {stream.Length} bytes instead of {checkpoint.Bytes}");
            if (!string.Equals(Convert.ToHexStringLower(SHA256.HashData(stream)), checkpoint.Hash, StringComparison.Ordinal))
                throw Fault(CheckpointFault.HashDiffers, path, "does not have the content it was written with");
            stream.Position = 0;
            var (tensors, metadata) = SafeTensors.Read(stream);
            if (metadata.GetValueOrDefault("format") == Format && metadata.GetValueOrDefault("trial") == lineage)
                return tensors;
            Dispose(tensors);
            throw metadata.GetValueOrDefault("format") != Format
                ? Fault(CheckpointFault.Unreadable, path, $"has the form '{metadata.GetValueOrDefault("format")}' and not '{Format}'")
                : Fault(CheckpointFault.OtherTrial, path, "belongs to another trial");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CheckpointException(CheckpointFault.Missing, $"Checkpoint {path} is missing; its stage must be trained again.", e);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new CheckpointException(
                CheckpointFault.Unreadable,
                $"Checkpoint {path} cannot be read: {e.Message}; its stage must be trained again.",
                e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(CheckpointFault.Unreadable, $"Checkpoint {path} cannot be read: {e.Message}", e);
        }
    }

    private static CheckpointException Fault(CheckpointFault fault, string path, string what) =>
        new(fault, $"Checkpoint {path} {what}; its stage must be trained again.");

    private static void Dispose(Dictionary<string, Tensor> tensors)
    {
        foreach (var tensor in tensors.Values)
            tensor.Dispose();
    }

    private (string Hash, long Bytes) WriteFile(
        string path,
        IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors,
        long step,
        string lineage) => DurableFile.Fill(path, _create, stream => SafeTensors.Write(
            stream,
            tensors,
            [
                new("format", Format),
                new("trial", lineage),
                new("step", step.ToString(CultureInfo.InvariantCulture)),
            ]));

    // A worker that died while writing left them; one that only slept finds its file gone, and its lease too.
    private void DeleteLeftovers(string stage, long epoch)
    {
        foreach (var path in FilesOf(stage).Where(path => path.EndsWith(DurableFile.TemporaryExtension, StringComparison.Ordinal) && PlaceOf(stage, path)?.Epoch < epoch))
            DurableFile.TryDelete(path);
    }

    private IEnumerable<string> FilesOf(string stage) =>
        Directory.Exists(_folder) ? Directory.EnumerateFiles(_folder, $"{stage}-e*").Where(path => PlaceOf(stage, path) is not null) : [];

    // Tuples compare by epoch first: the order in which a stage's files may be recorded.
    private static (long Epoch, long Step)? PlaceOf(string stage, string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        return name.StartsWith(stage + "-e", StringComparison.Ordinal)
            && name[(stage.Length + "-e".Length)..].Split('-') is [var epoch, ['s', .. var step], ..]
            && long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out var e)
            && long.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var s)
                ? (e, s)
                : null;
    }
}
