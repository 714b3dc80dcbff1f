using JointQP.Studies.Results;
using JointQP.Studies.Words;
using JointQP.Training.Checkpoints;
using static TorchSharp.torch;

namespace JointQP.Training.Export;

/// <summary>
/// The exported form of compressed networks: a safetensors file and a JSON file (<see cref="ExportFiles"/> names them), with the same bytes
/// whenever the same network is exported.
/// <para>
/// A quantized tensor is stored as its integers k, in the smallest of I8, I16 and I32 that holds its bits, and its values are k / 2^d with the
/// <c>decimalBits</c> d of the JSON file: one d, or one for each index along <c>axis</c>. All of them are floats exactly. A mask is BOOL, true
/// where an element is kept. Everything else is stored as it is.
/// </para>
/// </summary>
public static class NetworkExport
{
    /// <summary>The version of the form, <c>format</c> in the JSON file and in the metadata of the other.</summary>
    public const string Format = "jointqp-export-1";

    /// <summary>Writes an export, whole or not at all.</summary>
    /// <param name="files">Where to.</param>
    /// <param name="name">The name it takes (<see cref="ExportFiles.Of"/>).</param>
    /// <param name="networks">The networks of a task.</param>
    /// <param name="schedule">What they were trained under.</param>
    /// <param name="origin">Which trial it comes from; null for none.</param>
    /// <returns>The names of its files.</returns>
    /// <exception cref="CheckpointException">It could not be written; an older one is as it was.</exception>
    internal static ExportFiles Write(
        ICheckpointFiles files, string name, IReadOnlyList<ExportedNetwork> networks, Schedule schedule, ExportOrigin? origin)
    {
        var export = ExportFiles.Of(name);
        var (tensorsInWork, descriptionInWork) = (export.Tensors + CheckpointStore.UnfinishedExtension, export.Description + CheckpointStore.UnfinishedExtension);
        try
        {
            List<KeyValuePair<string, Tensor>> tensors = [.. networks.SelectMany(network => network.Tensors)];
            var (hash, _) = files.Fill(tensorsInWork, stream => SafeTensors.Write(stream, tensors, [new("format", Format)]));
            var description = ExportDescription.Of(export.Tensors, hash, networks, schedule, origin);
            files.Fill(descriptionInWork, stream => stream.Write(description));
            // Both are whole before either is named: a full disk leaves an older export as it was.
            files.Publish(tensorsInWork, export.Tensors);
            files.Publish(descriptionInWork, export.Description);
            return export;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            files.TryDelete(tensorsInWork);
            files.TryDelete(descriptionInWork);
            throw new CheckpointException(
                CheckpointFault.NotWritten,
                $"Cannot write the export {Path.Combine(files.Place, export.Tensors)}: {e.Message} Free some space there or make the folder writable.",
                e);
        }
    }
}
