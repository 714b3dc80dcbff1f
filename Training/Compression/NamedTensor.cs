using static TorchSharp.torch;

namespace JointQP.Training.Compression;

/// <summary>A tensor of the operators' state under the name it is stored by.</summary>
/// <param name="Name">The site's name, a slash and what it is: <c>conv1.weight/mask</c>.</param>
/// <param name="Value">A copy that belongs to the caller.</param>
public sealed record NamedTensor(string Name, Tensor Value);
