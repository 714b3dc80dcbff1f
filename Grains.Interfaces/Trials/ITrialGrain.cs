using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Scheduling;

namespace JointQP.Grains.Interfaces.Trials;

/// <summary>A trial's progress, metric stream and terminal result. Key: <c>study/experiment/index</c>.</summary>
[Alias("JointQP.ITrialGrain")]
public interface ITrialGrain : IGrainWithStringKey
{
    /// <summary>
    /// Stores a batch of metrics of a stage this trial leads. Kept once for each (stage, step, name) whatever is retried; answered
    /// <see cref="StageReply.Fenced"/> when the token's epoch is not the stage's latest.
    /// </summary>
    [Alias("Append")]
    Task<StageReply> Append(LeaseToken token, ImmutableArray<MetricRow> rows);

    /// <summary>
    /// The trial's metrics in order, from after the cursor (null: from the start), followed by new ones as they arrive, until the trial
    /// has come to its end. A reader that was cut off goes on from the last row it got.
    /// </summary>
    [Alias("Stream")]
    IAsyncEnumerable<ImmutableArray<TrialMetric>> Stream(MetricCursor? after, CancellationToken cancellationToken = default);

    /// <summary>
    /// The next metrics after the cursor (null: from the start), and whether more can follow: for readers that come again by themselves. Of a
    /// trial that there is not, or not any more, none.
    /// </summary>
    [Alias("Read")]
    Task<MetricPage> Read(MetricCursor? after);

    /// <summary>The grain key.</summary>
    static string KeyOf(string study, string experiment, int index) =>
        study + "/" + experiment + "/" + index.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>One value.</summary>
/// <param name="Step">The training step it belongs to.</param>
/// <param name="Name">Such as <c>train/loss</c>, <c>validation/accuracy</c>, <c>test/accuracy</c>, <c>bytes/weights</c>.</param>
/// <param name="Value">Its value; the bits count.</param>
[GenerateSerializer, Immutable, Alias("JointQP.MetricRow")]
public readonly record struct MetricRow([property: Id(0)] long Step, [property: Id(1)] string Name, [property: Id(2)] double Value);

/// <summary>Where a reader of a trial's stream is.</summary>
/// <param name="Stage">The position of the stage in the trial's path.</param>
/// <param name="Step">The last step read; all names of a step are delivered together.</param>
[GenerateSerializer, Immutable, Alias("JointQP.MetricCursor")]
public readonly record struct MetricCursor([property: Id(0)] int Stage, [property: Id(1)] long Step);

/// <summary>A value and where it stands in the trial's stream.</summary>
[GenerateSerializer, Immutable, Alias("JointQP.TrialMetric")]
public readonly record struct TrialMetric([property: Id(0)] MetricCursor Cursor, [property: Id(1)] MetricRow Row);

/// <summary>Whether a trial's stream goes on.</summary>
public enum MetricsMore
{
    /// <summary>More may be there already.</summary>
    Now,

    /// <summary>All that is there was read; the trial goes on.</summary>
    Later,

    /// <summary>The trial has come to its end.</summary>
    Never,
}

/// <summary>A part of a trial's stream.</summary>
/// <param name="Rows">In order.</param>
/// <param name="Cursor">Where to read on.</param>
/// <param name="More">Whether there is more.</param>
[GenerateSerializer, Immutable, Alias("JointQP.MetricPage")]
public sealed record MetricPage(
    [property: Id(0)] ImmutableArray<TrialMetric> Rows,
    [property: Id(1)] MetricCursor? Cursor,
    [property: Id(2)] MetricsMore More);
