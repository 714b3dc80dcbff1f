using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Trials;

namespace JointQP.Grains.Storage;

/// <summary>The metrics of all stages, append-only. A row carries the epoch of its attempt; readers see that of the highest epoch.</summary>
public interface IMetricStore
{
    /// <summary>
    /// Stores all rows, each once for (stage, step, name, epoch) however often it is sent. Returns false, with nothing stored, when the
    /// token's epoch is not the latest that the stage's row has.
    /// </summary>
    Task<bool> Append(LeaseToken token, ImmutableArray<MetricRow> rows);

    /// <summary>
    /// The next rows of a stage after a step, by step and name: whole steps only, about <paramref name="limit"/> rows.
    /// Empty when there are none.
    /// </summary>
    Task<ImmutableArray<MetricRow>> Read(string study, string stage, long after, int limit);

    /// <summary>
    /// Stores what readers see of a stage as metrics of another, under the token's epoch. Returns false, with nothing stored, as <see cref="Append"/>
    /// does.
    /// </summary>
    Task<bool> Copy(string study, string stage, LeaseToken to);

    /// <summary>Removes a stage's metrics; repeating it changes nothing.</summary>
    Task Delete(string study, string stage);
}
