using JointQP.Training.Stages;
using JointQP.Training.Tasks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace JointQP.Training.Checkpoints;

/// <summary>All that a training carries from one step to the next, as named tensors.</summary>
/// <remarks>
/// <c>networks/NAME/...</c> parameters and buffers, <c>operators/NAME/...</c> what its operators know, <c>optimizers/NAME</c> an optimizer's
/// state as bytes. Captured tensors are contiguous, on the CPU, and sorted by ordinal name.
/// </remarks>
internal static class TrainingState
{
    private const string Networks = "networks/";
    private const string Operators = "operators/";
    private const string Optimizers = "optimizers/";

    /// <summary>Everything a checkpoint holds. Some tensors are the live ones: use them before the next step, within a dispose scope.</summary>
    public static SortedDictionary<string, Tensor> Capture(ITaskSession session, TrialOperators operators)
    {
        var state = CaptureResult(session, operators);
        foreach (var (name, optimizer) in session.Optimizers)
            state.Add(Optimizers + name, Bytes(optimizer));
        return state;
    }

    /// <summary>What a trial's result is: weights, buffers and operator state, but not the optimizer's.</summary>
    public static SortedDictionary<string, Tensor> CaptureResult(ITaskSession session, TrialOperators operators)
    {
        var state = new SortedDictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var network in session.Networks)
            foreach (var (name, tensor) in network.Module.state_dict())
                state.Add($"{Networks}{network.Name}/{name}", Canonical(tensor));
        foreach (var (name, tensor) in operators.State())
            state.Add(Operators + name, Canonical(tensor));
        return state;
    }

    /// <summary>Puts captured state into fresh networks, optimizers and operators.</summary>
    /// <exception cref="InvalidDataException">The state is that of other networks.</exception>
    public static void Restore(ITaskSession session, TrialOperators operators, Dictionary<string, Tensor> state)
    {
        foreach (var network in session.Networks)
            foreach (var (name, tensor) in network.Module.state_dict())
                Load(tensor, state, $"{Networks}{network.Name}/{name}");
        foreach (var (name, optimizer) in session.Optimizers)
            Load(optimizer, Find(state, Optimizers + name));
        operators.LoadState(state.Where(pair => pair.Key.StartsWith(Operators, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[Operators.Length..], pair => pair.Value, StringComparer.Ordinal));
    }

    internal static Tensor Canonical(Tensor tensor) => tensor.detach().cpu().contiguous();

    internal static Tensor Bytes(OptimizerHelper optimizer)
    {
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory, System.Text.Encoding.UTF8, leaveOpen: true))
            optimizer.save_state_dict(writer);
        return tensor(memory.ToArray(), ScalarType.Byte);
    }

    internal static void Load(OptimizerHelper optimizer, Tensor bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes.bytes.ToArray(), writable: false));
        optimizer.load_state_dict(reader);
    }

    private static void Load(Tensor target, Dictionary<string, Tensor> state, string name)
    {
        var source = FindFor(target, state, name);
        using (no_grad())
            target.copy_(source);
    }

    /// <summary>The tensor of that name, which must be such a one as <paramref name="target"/>.</summary>
    internal static Tensor FindFor(Tensor target, Dictionary<string, Tensor> state, string name)
    {
        var source = Find(state, name);
        return source.shape.AsSpan().SequenceEqual(target.shape) && source.dtype == target.dtype
            ? source
            : throw new InvalidDataException(
                $"'{name}' is {source.dtype} [{string.Join(", ", source.shape)}], the network's {target.dtype} [{string.Join(", ", target.shape)}]");
    }

    internal static Tensor Find(Dictionary<string, Tensor> state, string name) =>
        state.TryGetValue(name, out var tensor) ? tensor : throw new InvalidDataException($"'{name}' is not in it");
}
