using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace JointQP.Training.Optimizers;

/// <summary>TorchSharp's Adadelta (arXiv 1212.5701), to the same bits, whose numbers outlive the calls that read them: see <see cref="Optimization.Create"/>.</summary>
/// <param name="parameters">What it trains.</param>
/// <param name="rate">Learning rate, at least 0.</param>
/// <param name="decay">L2 penalty, at least 0.</param>
internal sealed class Adadelta(IEnumerable<Parameter> parameters, double rate, double decay)
    : TorchSharp.Modules.Adadelta(parameters, rate, Rho, Epsilon, decay)
{
    private const double Rho = 0.9;
    private const double Epsilon = 1e-6;

    public override Tensor step(Func<Tensor>? closure = null) => _step<ParamGroup>(
        group =>
        {
            using Scalar one = 1, rho = Rho, rest = 1 - Rho, epsilon = Epsilon, descent = -group.LearningRate;
            foreach (var (parameter, gradient) in Gradients.Of(group.Parameters, group.Options.weight_decay!.Value))
            {
                var state = (State)_state[parameter.Handle];
                state.square_avg.mul_(rho).addcmul_(gradient, gradient, rest);
                var delta = state.acc_delta.add(epsilon, one).sqrt_().div_(state.square_avg.add(epsilon, one).sqrt_()).mul_(gradient);
                parameter.add_(delta, descent);
                state.acc_delta.mul_(rho).addcmul_(delta, delta, rest);
            }
        },
        closure);
}
