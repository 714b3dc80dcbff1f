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
    private readonly CheckpointCache? _cache;

    /// <summary>A store in <paramref name="folder"/>, which is made when first written to.</summary>
    /// <param name="folder">The study's folder.</param>
    /// <param name="cache">Where what is at hand is found without a look at the folder; null for none.</param>
    public CheckpointStore(string folder, CheckpointCache? cache = null)
        : this(folder, DurableFile.Create, cache)
    {
    }

    internal CheckpointStore(string folder, Func<string, Stream> create, CheckpointCache? cache = null) =>
        (_folder, _create, _cache) = (folder, create, cache);

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
    /// <param name="forChildren">Whether other stages will go on from it, so that it is kept at hand.</param>
    /// <exception cref="CheckpointException">It could not be written; nothing is left behind.</exception>
    internal CheckpointRef Write(
        string stage, long epoch, long step, string lineage, IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors, bool forChildren = false)
    {
        var name = CheckpointFile.Stem(stage, epoch, step);
        var temporary = Path.Combine(_folder, name + DurableFile.TemporaryExtension);
        try
        {
            Directory.CreateDirectory(_folder);
            DeleteLeftovers(stage, epoch);
            var content = forChildren ? ContentToKeep(tensors, step, lineage) : null;
            var (hash, bytes) = DurableFile.Fill(temporary, _create, content is null ? stream => WriteContent(stream, tensors, step, lineage) : content.WriteTo);
            var file = $"{name}-{hash[..16]}{Extension}";
            DurableFile.Publish(temporary, Path.Combine(_folder, file));
            if (content is not null)
                _cache!.Keep(hash, new(content.GetBuffer(), 0, (int)content.Length));
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

    /// <summary>
    /// Reads a checkpoint after verifying its size, its hash and whose it is; what is at hand is verified already but for the last. The caller owns
    /// the tensors.
    /// </summary>
    /// <exception cref="CheckpointException">It is not what was recorded.</exception>
    internal Dictionary<string, Tensor> Read(CheckpointRef checkpoint, string lineage)
    {
        var path = Path.Combine(_folder, checkpoint.File);
        try
        {
            if (_cache?.Find(checkpoint) is { } kept)
                return Parse(AsStream(kept), path, lineage);
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1 << 20);
            if (stream.Length != checkpoint.Bytes)
                throw Fault(CheckpointFault.Truncated, path, $"has {stream.Length} bytes instead of {checkpoint.Bytes}");
            return _cache?.Takes(checkpoint.Bytes) == true ? ReadAndKeep(stream, path, checkpoint, lineage) : ReadOnly(stream, path, checkpoint, lineage);
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

    private static Dictionary<string, Tensor> ReadOnly(FileStream stream, string path, CheckpointRef checkpoint, string lineage)
    {
        RequireHash(SHA256.HashData(stream), path, checkpoint);
        stream.Position = 0;
        return Parse(stream, path, lineage);
    }

    // Read once: what is hashed, what is parsed and what is kept are the same bytes.
    private Dictionary<string, Tensor> ReadAndKeep(FileStream stream, string path, CheckpointRef checkpoint, string lineage)
    {
        var content = new byte[checkpoint.Bytes];
        stream.ReadExactly(content);
        RequireHash(SHA256.HashData(content), path, checkpoint);
        var tensors = Parse(AsStream(content), path, lineage);
        _cache!.Keep(checkpoint.Hash, content);
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
        if (_cache?.Takes(about) != true)
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
