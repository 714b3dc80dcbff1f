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

    internal static ExportFiles Write(
        string name,
        IReadOnlyList<ExportedNetwork> networks,
        Schedule schedule,
        ExportOrigin? origin,
        Func<string, Stream> create)
    {
        var files = ExportFiles.Of(Path.GetFullPath(name));
        var (tensorsInWork, descriptionInWork) = (files.Tensors + DurableFile.TemporaryExtension, files.Description + DurableFile.TemporaryExtension);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(files.Tensors)!);
            List<KeyValuePair<string, Tensor>> tensors = [.. networks.SelectMany(network => network.Tensors)];
            var (hash, _) = DurableFile.Fill(tensorsInWork, create, stream => SafeTensors.Write(stream, tensors, [new("format", Format)]));
            var description = ExportDescription.Of(Path.GetFileName(files.Tensors), hash, networks, schedule, origin);
            DurableFile.Fill(descriptionInWork, create, stream => stream.Write(description));
            // Both are whole before either is named: a full disk leaves an older export as it was.
            DurableFile.Publish(tensorsInWork, files.Tensors);
            DurableFile.Publish(descriptionInWork, files.Description);
            return files;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            DurableFile.TryDelete(tensorsInWork);
            DurableFile.TryDelete(descriptionInWork);
            throw new CheckpointException(
                CheckpointFault.NotWritten,
                $"Cannot write the export {files.Tensors}: {e.Message} Free some space there or make the folder writable.",
                e);
        }
    }
}
