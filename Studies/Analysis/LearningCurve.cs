using System.Collections.Immutable;
using Orleans;

namespace JointQP.Studies.Analysis;

/// <summary>A point of a learning curve.</summary>
/// <param name="Step">The latest step that went into it.</param>
/// <param name="Mean">The mean of the values of its span of steps, over the trials that have come so far.</param>
/// <param name="Trials">How many trials that is.</param>
[GenerateSerializer, Immutable, Alias("JointQP.CurvePoint")]
public readonly record struct CurvePoint([property: Id(0)] long Step, [property: Id(1)] double Mean, [property: Id(2)] int Trials);

/// <summary>
/// One metric against the step, as the mean over trials of equal length: the training is divided into equal spans, and a span is one point,
/// so that neither the length of a training nor the number of trials makes it longer. Values are added as they come, and never kept.
/// </summary>
public sealed class LearningCurve
{
    /// <summary>The most points a curve has.</summary>
    public const int MostPoints = 60;

    private readonly long _steps;
    private readonly Span[] _spans = new Span[MostPoints];
    private readonly Dictionary<int, int> _reached = [];

    /// <summary>An empty curve.</summary>
    /// <param name="steps">Steps of a whole training; at least 1.</param>
    public LearningCurve(long steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        _steps = steps;
    }

    /// <summary>Whether there is no point yet.</summary>
    public bool IsEmpty => _reached.Count == 0;

    /// <summary>The points by step; a span without a value has none.</summary>
    public ImmutableArray<CurvePoint> Points =>
        [.. _spans.Where(span => span.Values > 0).Select(span => new CurvePoint(span.Latest, span.Sum / span.Values, span.Trials))];

    /// <summary>Adds a trial's value.</summary>
    /// <param name="trial">The trial's index; its values come in the order of their steps.</param>
    /// <param name="step">In [1, steps].</param>
    /// <param name="value">What was measured.</param>
    public void Add(int trial, long step, double value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(step, _steps);
        var at = (int)(((step * MostPoints) - 1) / _steps);
        ref var span = ref _spans[at];
        span.Latest = Math.Max(span.Latest, step);
        span.Sum += value;
        span.Values++;
        if (!_reached.TryGetValue(trial, out var reached) || reached < at)
            span.Trials++;
        _reached[trial] = at;
    }

    private record struct Span(long Latest, double Sum, long Values, int Trials);
}
