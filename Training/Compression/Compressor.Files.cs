using System.Globalization;
using System.Text.Json;
using JointQP.Training.Checkpoints;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace JointQP.Training.Compression;

public sealed partial class Compressor
{
    private const string Format = "jointqp-network-1";
    private const string Network = "network/";
    private const string Operators = "operators/";
    private const string Optimizers = "optimizers/";

    /// <summary>
    /// Writes parameters, buffers and the operators' state to one safetensors file, so that <see cref="Load"/> goes on bit for bit. The file
    /// appears whole or not at all.
    /// </summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="optimizers">Optimizers whose state is to go on too; give none for a network that is done.</param>
    /// <exception cref="CheckpointException">It could not be written; an older file is still there.</exception>
    public void Save(string path, params IReadOnlyList<OptimizerHelper> optimizers)
    {
        using var scope = NewDisposeScope();
        SortedDictionary<string, Tensor> tensors = new(StringComparer.Ordinal);
        foreach (var (name, value) in State())
            tensors.Add(Operators + name, TrainingState.Canonical(value));
        foreach (var (name, tensor) in _network.state_dict())
            tensors.Add(Network + name, TrainingState.Canonical(tensor));
        for (var i = 0; i < optimizers.Count; i++)
            tensors.Add(Optimizer(i), TrainingState.Bytes(optimizers[i]));
        var full = Path.GetFullPath(path);
        var temporary = full + DurableFile.TemporaryExtension;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            DurableFile.Fill(temporary, DurableFile.Create, stream => SafeTensors.Write(stream, tensors, Metadata()));
            DurableFile.Publish(temporary, full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            DurableFile.TryDelete(temporary);
            throw new CheckpointException(
                CheckpointFault.NotWritten, $"Cannot write {full}: {e.Message} Free some space there or make the folder writable.", e);
        }
    }

    /// <summary>
    /// Takes over what <see cref="Save"/> wrote: parameters, buffers, masks, decimal bits, windows, the step, and whether it was frozen. The next
    /// step to begin is the one after that.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="optimizers">As many as were saved, of the same kinds and in the same order; none leaves their states in the file.</param>
    /// <exception cref="CheckpointException">
    /// The file is missing or damaged, or was made with another network, schedule or settings; then nothing was taken over, unless it is the
    /// state of operators or optimizers that does not fit.
    /// </exception>
    public void Load(string path, params IReadOnlyList<OptimizerHelper> optimizers)
    {
        using var scope = NewDisposeScope();
        var (tensors, metadata) = Read(path);
        try
        {
            RequireSame(metadata);
            var dictionary = _network.state_dict();
            var sources = dictionary.ToDictionary(entry => entry.Key, entry => TrainingState.FindFor(entry.Value, tensors, Network + entry.Key), StringComparer.Ordinal);
            Settle();
            LoadState(tensors.Where(entry => entry.Key.StartsWith(Operators, StringComparison.Ordinal))
                .ToDictionary(entry => entry.Key[Operators.Length..], entry => entry.Value, StringComparer.Ordinal));
            using (no_grad())
            {
                foreach (var (name, tensor) in dictionary)
                    tensor.copy_(sources[name]);
            }

            for (var i = 0; i < optimizers.Count; i++)
                TrainingState.Load(optimizers[i], TrainingState.Find(tensors, Optimizer(i)));
            _clock.Frozen = bool.Parse(metadata["frozen"]);
        }
        catch (InvalidDataException e)
        {
            throw new CheckpointException(CheckpointFault.OtherTrial, $"{Path.GetFullPath(path)} does not fit: {e.Message.TrimEnd('.')}.", e);
        }
        finally
        {
            foreach (var tensor in tensors.Values)
                tensor.Dispose();
        }
    }

    private static (Dictionary<string, Tensor> Tensors, Dictionary<string, string> Metadata) Read(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            using var stream = File.OpenRead(full);
            return SafeTensors.Read(stream);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CheckpointException(CheckpointFault.Missing, $"{full} is missing.", e);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new CheckpointException(CheckpointFault.Unreadable, $"{full} cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static string Optimizer(int index) => Optimizers + index.ToString(CultureInfo.InvariantCulture);

    private KeyValuePair<string, string>[] Metadata() =>
    [
        new("format", Format),
        new("schedule", JsonSerializer.Serialize(_schedule)),
        new("settings", JsonSerializer.Serialize(_settings)),
        new("frozen", _clock.Frozen.ToString()),
    ];

    private void RequireSame(Dictionary<string, string> metadata)
    {
        foreach (var (name, mine) in Metadata())
        {
            if (!metadata.TryGetValue(name, out var theirs))
                throw new InvalidDataException($"it says no {name}, so it was not written by Save");
            if (name != "frozen" && theirs != mine)
                throw new InvalidDataException($"its {name} is {theirs} and not {mine}");
        }
    }
}
