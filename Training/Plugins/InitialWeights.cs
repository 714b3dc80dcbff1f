using System.Security.Cryptography;
using JointQP.Studies.Files;
using JointQP.Studies.Words;
using JointQP.Training.Checkpoints;
using JointQP.Training.Tasks;
using static TorchSharp.torch;

namespace JointQP.Training.Plugins;

/// <summary>Puts given weights into fresh networks: every parameter and buffer, by name.</summary>
/// <remarks>
/// Names are those of a checkpoint of JointQP, <c>networks/NETWORK/PARAMETER</c>, whose operators and optimizers are left alone; or, where the
/// task has one network, the bare names of its state dict. Either way each name and shape must fit.
/// </remarks>
internal static class InitialWeights
{
    private const string Networks = "networks/";
    private const int MostNames = 8;

    /// <summary>Loads the file of that hash.</summary>
    /// <exception cref="EngineException">It is missing, damaged, or does not fit; the networks are then unchanged.</exception>
    public static void Load(WeightsRef reference, string dataDirectory, ITaskSession session)
    {
        var path = StoredFile.WeightsOf(dataDirectory, reference.Hash);
        var tensors = Read(path, reference.Hash);
        try
        {
            Load(tensors, session);
        }
        finally
        {
            foreach (var tensor in tensors.Values)
                tensor.Dispose();
        }
    }

    internal static void Load(Dictionary<string, Tensor> tensors, ITaskSession session)
    {
        var targets = Targets(session, tensors.Keys.Any(name => name.StartsWith(Networks, StringComparison.Ordinal)));
        var given = tensors.Where(pair => !pair.Key.StartsWith("operators/", StringComparison.Ordinal) && !pair.Key.StartsWith("optimizers/", StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        List<string> problems =
        [
            .. Names("missing", targets.Keys.Except(given.Keys, StringComparer.Ordinal)),
            .. Names("extra", given.Keys.Except(targets.Keys, StringComparer.Ordinal)),
            .. Names("of another shape", targets.Where(pair => given.TryGetValue(pair.Key, out var source) && !Fits(source, pair.Value))
                .Select(pair => $"{pair.Key} (given {Text(given[pair.Key])}, the network's {Text(pair.Value)})")),
        ];
        if (problems.Count > 0)
            throw new EngineException($"The start weights do not fit the network: {string.Join("; ", problems)}. Give weights of this very network.");
        using (no_grad())
        {
            foreach (var (name, target) in targets)
                target.copy_(given[name]);
        }
    }

    private static Dictionary<string, Tensor> Targets(ITaskSession session, bool qualified)
    {
        if (!qualified && session.Networks.Count > 1)
            throw new EngineException(
                $"The task has {session.Networks.Count} networks, so each name in the start weights must begin with {Networks} and one of: {string.Join(", ", session.Networks.Select(n => n.Name))}.");
        return session.Networks
            .SelectMany(network => network.Module.state_dict().Select(pair => (Name: qualified ? $"{Networks}{network.Name}/{pair.Key}" : pair.Key, pair.Value)))
            .ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);
    }

    private static Dictionary<string, Tensor> Read(string path, string hash)
    {
        if (!File.Exists(path))
            throw StoredFiles.Missing("start weights", path);
        using var stream = File.OpenRead(path);
        if (Convert.ToHexStringLower(SHA256.HashData(stream)) != hash)
            throw StoredFiles.Damaged("start weights", path);
        stream.Position = 0;
        try
        {
            return SafeTensors.Read(stream).Tensors;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new EngineException($"The start weights are no safetensors file: {e.Message}. Give a file in that form.", e);
        }
    }

    private static bool Fits(Tensor source, Tensor target) => source.dtype == target.dtype && source.shape.AsSpan().SequenceEqual(target.shape);

    private static string Text(Tensor tensor) => $"{SafeTensors.NameOf(tensor.dtype)} [{string.Join(", ", tensor.shape)}]";

    private static IEnumerable<string> Names(string what, IEnumerable<string> names)
    {
        var all = names.Order(StringComparer.Ordinal).ToList();
        if (all.Count > 0)
            yield return $"{what}: {string.Join(", ", all.Take(MostNames))}{(all.Count > MostNames ? $" and {all.Count - MostNames} more" : "")}";
    }
}
