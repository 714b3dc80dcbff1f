using static TorchSharp.torch.nn;

namespace JointQP.Training.Compression;

/// <summary>Which step is being trained, and whether the network trains at all: what every hook must know.</summary>
internal sealed class StepClock(Module network)
{
    /// <summary>The step last begun; -1 before the first.</summary>
    public long Step { get; set; } = -1;

    /// <summary>Whether events are over for good, whatever mode the network is in.</summary>
    public bool Frozen { get; set; }

    public bool Training => !Frozen && network.training;
}
