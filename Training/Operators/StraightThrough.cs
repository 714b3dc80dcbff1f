using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace JointQP.Training.Operators;

/// <summary>The autograd node of an <see cref="Operation"/>. It saves the mask, and the input where the gradient depends on it.</summary>
internal sealed class StraightThrough : SingleTensorFunction<StraightThrough>
{
    private const string Key = "operation";

    public override string Name => nameof(StraightThrough);

    public override Tensor forward(AutogradContext ctx, params object[] vars)
    {
        var x = (Tensor)vars[0];
        var operation = (Operation)vars[1];
        // An undefined gradient stays undefined: filling it would read a tensor that the forward scope has freed.
        ctx.set_materialize_grads(false);
        ctx.save_data(Key, operation);
        ctx.save_for_backward([operation.Mask!, operation.NeedsInput ? x : null!]);
        return operation.Forward(x);
    }

    public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
    {
        var operation = (Operation)ctx.get_data(Key);
        try
        {
            return grad_output.IsInvalid ? [null!, null!] : [Gradient(ctx, operation, grad_output), null!];
        }
        catch (Exception fault)
        {
            // An exception must not leave backward: there are only native frames above it, and the process would end.
            operation.Ledger?.Fail(fault);
            return [null!, null!];
        }
        finally
        {
            grad_output.Dispose();
        }
    }

    private static Tensor Gradient(AutogradContext ctx, Operation operation, Tensor incoming)
    {
        using var scope = NewDisposeScope();
        var saved = ctx.get_saved_variables();
        var gradient = Operation.Backward(incoming, saved[1], saved[0], operation.Grid).MoveToOuterDisposeScope();
        operation.Ledger?.Hand(gradient);
        return gradient;
    }
}
