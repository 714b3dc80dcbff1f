using JointQP.Studies.Words;

namespace JointQP.Training.Operators;

/// <summary>The cubic schedule of sparsity (Zhu and Gupta 2017): <c>s_i = s (1 - (1 - i/n)^3)</c> at step start + i interval, i = 1..n.</summary>
public static class Ramp
{
    /// <summary>How many masks are due up to and in <paramref name="step"/>: 0 to n.</summary>
    public static int MasksDue(Onset prune, long step) =>
        step < prune.Start + prune.Interval ? 0 : (int)Math.Min(prune.Times, (step - prune.Start) / prune.Interval);

    /// <summary>The step of mask i.</summary>
    public static long StepOf(Onset prune, int mask) => prune.Start + (mask * prune.Interval);

    /// <summary>The sparsity of mask i; 0 for i = 0.</summary>
    public static double Sparsity(Onset prune, int mask) =>
        prune.Strength * (1 - Math.Pow(1 - ((double)mask / prune.Times), 3));
}
