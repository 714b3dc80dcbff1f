using System.Globalization;
using System.Security.Cryptography;
using JointQP.Studies.Planning;
using JointQP.Studies.Results;
using JointQP.Studies.Stages;
using JointQP.Studies.Words;
using JointQP.Training.Export;
using static TorchSharp.torch;

namespace JointQP.Training.Checkpoints;

/// <summary>The checkpoints of a study: files called <c>stage-eEPOCH-sSTEP-HASH.safetensors</c>.</summary>
/// <remarks>
/// A file gets its name only when it is whole and on disk, and the name holds the lease's epoch and the content's hash: a worker that
/// thaws after its lease ended writes beside what counts, never over it.
/// </remarks>
/// <param name="files">Where they are kept.</param>
/// <param name="cache">Where what is at hand is found without a look there; null for none.</param>
public sealed class CheckpointStore(ICheckpointFiles files, CheckpointCache? cache = null)
{
    /// <summary>The ending of a file that is not finished.</summary>
    public const string UnfinishedExtension = DurableFile.TemporaryExtension;

    private const string Format = "jointqp-checkpoint-1";
    private const string Extension = ".safetensors";

    /// <summary>A store in a folder, which is made when first written to.</summary>
    /// <param name="folder">The study's folder.</param>
    /// <param name="cache">Where what is at hand is found without a look at the folder; null for none.</param>
    public CheckpointStore(string folder, CheckpointCache? cache = null)
        : this(new FolderFiles(folder), cache)
    {
    }

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
        foreach (var name in FilesOf(stage).Where(name => name != recorded.File && PlaceOf(stage, name)!.Value.CompareTo(place) < 0))
            files.TryDelete(name);
    }

    /// <summary>Writes a checkpoint, flushes it to disk, and names it.</summary>
    /// <param name="stage">First part of its name.</param>
    /// <param name="epoch">The lease's epoch.</param>
    /// <param name="step">The next step to train.</param>
    /// <param name="lineage">What decided the training so far (<see cref="StageKey"/>).</param>
    /// <param name="tensors">Sorted by name, contiguous, on the CPU.</param>
    /// <param name="forChildren">Whether other stages will go on from it, so that it is kept at hand.</param>
    /// <exception cref="CheckpointException">It could not be written; nothing is left behind.</exception>
    internal CheckpointRef Write(
        string stage, long epoch, long step, string lineage, IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors, bool forChildren = false)
    {
        var name = CheckpointFile.Stem(stage, epoch, step);
        var unfinished = name + UnfinishedExtension;
        try
        {
            DeleteLeftovers(stage, epoch);
            var content = forChildren ? ContentToKeep(tensors, step, lineage) : null;
            var (hash, bytes) = files.Fill(unfinished, content is null ? stream => WriteContent(stream, tensors, step, lineage) : content.WriteTo);
            var file = $"{name}-{hash[..16]}{Extension}";
            files.Publish(unfinished, file);
            if (content is not null)
                cache!.Keep(hash, new(content.GetBuffer(), 0, (int)content.Length));
            return new CheckpointRef(file, step, hash, bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            files.TryDelete(unfinished);
            throw new CheckpointException(
                CheckpointFault.NotWritten,
                $"Cannot write checkpoint {name} in {files.Place}: {e.Message} Free some space there or make the folder writable; training goes on from the last checkpoint.",
                e);
        }
    }

    /// <summary>Writes the export of a trial's network beside the checkpoint it ended in (<see cref="ExportFiles"/>), with the same safety.</summary>
    /// <exception cref="CheckpointException">It could not be written; nothing of it is left behind.</exception>
    internal ExportFiles WriteExport(CheckpointRef checkpoint, IReadOnlyList<ExportedNetwork> networks, Schedule schedule, ExportOrigin origin) =>
        NetworkExport.Write(files, checkpoint.File, networks, schedule, origin);

    /// <summary>
    /// Reads a checkpoint after verifying its size, its hash and whose it is; what is at hand is verified already but for the last. The caller owns
    /// the tensors.
    /// </summary>
    /// <exception cref="CheckpointException">It is not what was recorded.</exception>
    internal Dictionary<string, Tensor> Read(CheckpointRef checkpoint, string lineage)
    {
        var path = Path.Combine(files.Place, checkpoint.File);
        try
        {
            if (cache?.Find(checkpoint) is { } kept)
                return Parse(AsStream(kept), path, lineage);
            using var stream = files.Open(checkpoint.File);
            if (stream.Length != checkpoint.Bytes)
                throw Fault(CheckpointFault.Truncated, path, $"has {stream.Length} bytes instead of {checkpoint.Bytes}");
            return cache?.Takes(checkpoint.Bytes) == true ? ReadAndKeep(stream, path, checkpoint, lineage) : ReadOnly(stream, path, checkpoint, lineage);
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

    private static Dictionary<string, Tensor> ReadOnly(Stream stream, string path, CheckpointRef checkpoint, string lineage)
    {
        RequireHash(SHA256.HashData(stream), path, checkpoint);
        stream.Position = 0;
        return Parse(stream, path, lineage);
    }

    // Read once: what is hashed, what is parsed and what is kept are the same bytes.
    private Dictionary<string, Tensor> ReadAndKeep(Stream stream, string path, CheckpointRef checkpoint, string lineage)
    {
        var content = new byte[checkpoint.Bytes];
        stream.ReadExactly(content);
        RequireHash(SHA256.HashData(content), path, checkpoint);
        var tensors = Parse(AsStream(content), path, lineage);
        cache!.Keep(checkpoint.Hash, content);
        return tensors;
    }

    private static void RequireHash(byte[] hash, string path, CheckpointRef checkpoint)
    {
        if (!string.Equals(Convert.ToHexStringLower(hash), checkpoint.Hash, StringComparison.Ordinal))
            throw Fault(CheckpointFault.HashDiffers, path, "does not have the content it was written with");
    }

    private static Dictionary<string, Tensor> Parse(Stream stream, string path, string lineage)
    {
        var (tensors, metadata) = SafeTensors.Read(stream);
        if (metadata.GetValueOrDefault("format") == Format && metadata.GetValueOrDefault("trial") == lineage)
            return tensors;
        Dispose(tensors);
        throw metadata.GetValueOrDefault("format") != Format
            ? Fault(CheckpointFault.Unreadable, path, $"has the form '{metadata.GetValueOrDefault("format")}' and not '{Format}'")
            : Fault(CheckpointFault.OtherTrial, path, "belongs to another trial");
    }

    private static MemoryStream AsStream(ArraySegment<byte> content) => new(content.Array!, content.Offset, content.Count, writable: false);

    private static CheckpointException Fault(CheckpointFault fault, string path, string what) =>
        new(fault, $"Checkpoint {path} {what}; its stage must be trained again.");

    private static void Dispose(Dictionary<string, Tensor> tensors)
    {
        foreach (var tensor in tensors.Values)
            tensor.Dispose();
    }

    private MemoryStream? ContentToKeep(IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors, long step, string lineage)
    {
        // Names and shapes take the rest.
        var about = tensors.Sum(tensor => tensor.Value.NumberOfElements * tensor.Value.ElementSize) + (1 << 16);
        if (cache?.Takes(about) != true)
            return null;
        var content = new MemoryStream((int)about);
        WriteContent(content, tensors, step, lineage);
        return content;
    }

    private static void WriteContent(Stream stream, IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors, long step, string lineage) =>
        SafeTensors.Write(
            stream,
            tensors,
            [
                new("format", Format),
                new("trial", lineage),
                new("step", step.ToString(CultureInfo.InvariantCulture)),
            ]);

    // A worker that died while writing left them; one that only slept finds its file gone, and its lease too.
    private void DeleteLeftovers(string stage, long epoch)
    {
        foreach (var name in FilesOf(stage).Where(name => name.EndsWith(UnfinishedExtension, StringComparison.Ordinal) && PlaceOf(stage, name)?.Epoch < epoch))
            files.TryDelete(name);
    }

    private IEnumerable<string> FilesOf(string stage) => files.Names($"{stage}-e").Where(name => PlaceOf(stage, name) is not null);

    // Tuples compare by epoch first: the order in which a stage's files may be recorded.
    private static (long Epoch, long Step)? PlaceOf(string stage, string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        return name.StartsWith(stage + "-e", StringComparison.Ordinal)
            && name[(stage.Length + "-e".Length)..].Split('-') is [var epoch, ['s', .. var step], ..]
            && long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out var e)
            && long.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var s)
                ? (e, s)
                : null;
    }
}
