namespace JointQP.Benchmarks.Operators;

/// <summary>One pass of an operator over one tensor.</summary>
/// <param name="Operator">What acts.</param>
/// <param name="State">Whether masks and decimal bits are known (settled) or are found in this pass.</param>
/// <param name="Moves">How many times the tensor's size must be read and written at least.</param>
/// <param name="Prepare">Makes what a call needs; the call it returns is what is measured. In a dispose scope of its own.</param>
internal sealed record OperatorCase(string Operator, string State, string Pass, double Moves, Func<Action> Prepare);
