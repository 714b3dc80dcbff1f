using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace JointQP.Training.Optimizers;

/// <summary>TorchSharp's stochastic gradient descent with momentum, to the same bits, whose numbers outlive the calls that read them: see <see cref="Optimization.Create"/>.</summary>
/// <param name="parameters">What it trains.</param>
/// <param name="rate">Learning rate, at least 0.</param>
/// <param name="momentum">Of the update, at least 0.</param>
/// <param name="decay">L2 penalty, at least 0.</param>
internal sealed class SGD(IEnumerable<Parameter> parameters, double rate, double momentum, double decay)
    : TorchSharp.Modules.SGD(parameters, rate, momentum, weight_decay: decay)
{
    public override Tensor step(Func<Tensor>? closure = null) => _step<ParamGroup>(
        group =>
        {
            var options = group.Options;
            using Scalar keep = options.momentum!.Value, whole = 1.0, descent = -group.LearningRate;
            foreach (var (parameter, gradient) in Gradients.Of(group.Parameters, options.weight_decay!.Value))
                parameter.add_(options.momentum == 0 ? gradient : Averaged((State)_state[parameter.Handle], gradient, keep, whole), descent);
        },
        closure);

    private static Tensor Averaged(State state, Tensor gradient, Scalar keep, Scalar whole)
    {
        if (state.momentum_buffer is null)
            state.momentum_buffer = gradient.clone().detach().DetachFromDisposeScope();
        else
            state.momentum_buffer.mul_(keep).add_(gradient, whole);
        return state.momentum_buffer;
    }
}
