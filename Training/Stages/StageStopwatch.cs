using JointQP.Studies.Rates;
using JointQP.Studies.Words;

namespace JointQP.Training.Stages;

/// <summary>Tells what the time of a stage goes to. Two readings of the clock a step; no result depends on it.</summary>
internal sealed class StageStopwatch(TrialSpec spec, string device, TimeProvider time)
{
    private readonly StepKinds _kinds = new(spec);
    private readonly Dictionary<string, (long Count, TimeSpan Time)> _steps = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Kind, int Samples), (long Count, TimeSpan Time)> _evaluations = [];
    private readonly long _start = time.GetTimestamp();

    /// <summary>When something that is measured begins.</summary>
    public long Now() => time.GetTimestamp();

    /// <summary>A step is through.</summary>
    /// <param name="step">The step.</param>
    /// <param name="began">When it began.</param>
    public void Stepped(long step, long began) => Add(_steps, _kinds.At(step), began);

    /// <summary>An evaluation is through.</summary>
    /// <param name="trained">Steps trained before it.</param>
    /// <param name="samples">Samples of its split.</param>
    /// <param name="began">When it began.</param>
    public void Evaluated(long trained, int samples, long began) => Add(_evaluations, (_kinds.After(trained), samples), began);

    /// <summary>What the time has gone to until now.</summary>
    public StageTiming Read()
    {
        var rest = time.GetElapsedTime(_start) - Sum(_steps.Values) - Sum(_evaluations.Values);
        return new StageTiming(
            device.Split(':')[0],
            [
                .. _steps.OrderBy(steps => steps.Key, StringComparer.Ordinal)
                    .Select(steps => new StepTiming(steps.Key, steps.Value.Count, steps.Value.Time.TotalSeconds)),
            ],
            [
                .. _evaluations.OrderBy(evaluations => evaluations.Key.Kind, StringComparer.Ordinal).ThenBy(evaluations => evaluations.Key.Samples)
                    .Select(e => new EvaluationTiming(e.Key.Kind, e.Key.Samples, e.Value.Count, e.Value.Time.TotalSeconds)),
            ],
            Math.Max(0, rest.TotalSeconds));
    }

    private static TimeSpan Sum(IEnumerable<(long Count, TimeSpan Time)> parts) =>
        parts.Aggregate(TimeSpan.Zero, (sum, part) => sum + part.Time);

    private void Add<TKey>(Dictionary<TKey, (long Count, TimeSpan Time)> parts, TKey key, long began)
        where TKey : notnull
    {
        var (count, sum) = parts.GetValueOrDefault(key);
        parts[key] = (count + 1, sum + time.GetElapsedTime(began));
    }
}
