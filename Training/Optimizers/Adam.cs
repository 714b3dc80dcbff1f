using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace JointQP.Training.Optimizers;

/// <summary>TorchSharp's Adam (arXiv 1412.6980), to the same bits, whose numbers outlive the calls that read them: see <see cref="Optimization.Create"/>.</summary>
/// <param name="parameters">What it trains.</param>
/// <param name="rate">Learning rate, at least 0.</param>
/// <param name="decay">L2 penalty, at least 0.</param>
internal sealed class Adam(IEnumerable<Parameter> parameters, double rate, double decay)
    : TorchSharp.Modules.Adam(parameters, rate, Beta1, Beta2, Epsilon, decay)
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    public override Tensor step(Func<Tensor>? closure = null) => _step<ParamGroup>(
        group =>
        {
            using Scalar one = 1, beta1 = Beta1, beta2 = Beta2, rest1 = 1 - Beta1, rest2 = 1 - Beta2, epsilon = Epsilon;
            foreach (var (parameter, gradient) in Gradients.Of(group.Parameters, group.Options.weight_decay!.Value))
            {
                var state = (State)_state[parameter.Handle];
                state.step++;
                state.exp_avg.mul_(beta1).add_(gradient, rest1);
                state.exp_avg_sq.mul_(beta2).addcmul_(gradient, gradient, rest2);
                using Scalar correction = Math.Sqrt(1 - Math.Pow(Beta2, state.step)), descent = -group.LearningRate / (1 - Math.Pow(Beta1, state.step));
                parameter.addcdiv_(state.exp_avg, state.exp_avg_sq.sqrt().div_(correction).add_(epsilon, one), descent);
            }
        },
        closure);
}
