using TorchSharp;
using TorchSharp.Modules;

namespace JointQP.Training.Tasks;

/// <summary>Networks, optimizers and data of one trial, for one stage, on one thread.</summary>
/// <remarks>
/// What <see cref="Step"/> does depends on the trial's spec, the step, and the state of networks and optimizers alone: a session that got
/// the state of another at step n goes on exactly as that one would.
/// </remarks>
public interface ITaskSession : IDisposable
{
    /// <summary>All networks that are trained: one for a classifier; generators and discriminators for a GAN.</summary>
    IReadOnlyList<TaskNetwork> Networks { get; }

    /// <summary>All optimizers whose state goes on from step to step.</summary>
    IReadOnlyList<TaskOptimizer> Optimizers { get; }

    /// <summary>
    /// Trains one step, all optimizers included, and returns the losses of its batch by name, such as <c>loss</c>. The caller owns a dispose
    /// scope around it.
    /// </summary>
    IReadOnlyList<Measurement> Step(long step);

    /// <summary>Measures the task's metrics on a whole split, in evaluation mode, and leaves the networks in training mode.</summary>
    IReadOnlyList<Measurement> Evaluate(Split split, CancellationToken ct);
}

/// <summary>A network of a task.</summary>
/// <param name="Name">Unique in the task; the first part of its tensors' names in a checkpoint.</param>
/// <param name="Module">The network.</param>
/// <param name="Compressed">Whether the schedule's operators act on it; a discriminator, for one, only helps to train.</param>
public sealed record TaskNetwork(string Name, torch.nn.Module Module, bool Compressed);

/// <summary>An optimizer of a task.</summary>
/// <param name="Name">Unique in the task.</param>
/// <param name="Optimizer">The optimizer.</param>
public sealed record TaskOptimizer(string Name, OptimizerHelper Optimizer);
