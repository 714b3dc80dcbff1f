using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace JointQP.Training.Optimizers;

internal static class Gradients
{
    /// <summary>The parameters that have a gradient, each with it and that of the L2 penalty.</summary>
    public static IEnumerable<(Parameter Parameter, Tensor Gradient)> Of(IEnumerable<Parameter> parameters, double decay)
    {
        using Scalar penalty = decay;
        foreach (var parameter in parameters)
        {
            if (parameter.grad is { } gradient)
                yield return (parameter, decay == 0 ? gradient : gradient.add(parameter, penalty));
        }
    }
}
