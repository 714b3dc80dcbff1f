using JointQP.Studies.Words;

namespace JointQP.Studies.Notation;

/// <summary>What turns a start into onsets: the ramp of a pruning, and how long features follow their weights.</summary>
internal readonly record struct OperatorTiming(long RampInterval, int RampTimes, long FeatureDelay)
{
    public Onset Begin(Term term, Operation operation, long start)
    {
        if (operation.Kind == OperatorKind.Prune)
            return new Onset(operation.Kind, operation.Target, operation.Strength, start, RampInterval, RampTimes);
        // Features follow their weights only inside one Q(w,f); a Q of features alone starts where its place does.
        var delay = operation.Target == Target.Features && term.Targets.Length == 2 ? FeatureDelay : 0;
        return new Onset(operation.Kind, operation.Target, operation.Strength, start + delay);
    }
}
