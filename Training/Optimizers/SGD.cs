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
            using Scalar keep = options.momentum!.Value, whole = 1.0, penalty = options.weight_decay!.Value, descent = -group.LearningRate;
            foreach (var parameter in group.Parameters)
            {
                if (parameter.grad is not { } gradient)
                    continue;
                if (options.weight_decay != 0)
                    gradient = gradient.add(parameter, penalty);
                if (options.momentum != 0)
                    gradient = Averaged((State)_state[parameter.Handle], gradient, keep, whole);
                parameter.add_(gradient, descent);
            }
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
