namespace JointQP.Studies.Words;

/// <summary>What an operator does to a tensor: prune it (P) or quantize it (Q).</summary>
public enum OperatorKind
{
    /// <summary>Unstructured magnitude pruning, written <c>P</c> with its sparsity in (0, 1).</summary>
    Prune,

    /// <summary>Uniform quantization with a power-of-two step, written <c>Q</c> with its bits in [2, 16].</summary>
    Quantize,
}

/// <summary>What an operator acts on.</summary>
public enum Target
{
    /// <summary>The weights of convolutions and linear layers, written <c>w</c>.</summary>
    Weights,

    /// <summary>The feature maps (activations), written <c>f</c>.</summary>
    Features,
}
