using System.Runtime.CompilerServices;
using JointQP.Client.Hosting;
using JointQP.Grains.Interfaces.Trials;

namespace JointQP.Client.Watching;

/// <summary>Reads a trial's metrics in portions, and on as they grow, each once, whatever happens to the cluster meanwhile.</summary>
internal sealed class MetricFollower(ITrialSource source, TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// What is there, and with <paramref name="follow"/> what is added, until the trial has come to its end. A cluster that does not answer at
    /// the first reading is an error, later it is waited for.
    /// </summary>
    /// <param name="tail">At first only so many of the newest values; null for all.</param>
    /// <param name="metric">Only values of this name; null for all.</param>
    public async IAsyncEnumerable<TrialMetric> Read(int? tail, string? metric, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Held until all that is there was read: which are the newest is not known before.
        var held = tail is null ? null : new Queue<TrialMetric>();
        MetricCursor? cursor = null;
        for (var first = true; ; first = false)
        {
            MetricPage page;
            try
            {
                page = await source.Read(cursor, cancellationToken);
            }
            catch (Exception e) when (follow && !first && ClusterConnection.IsLoss(e))
            {
                await Task.Delay(Between, time, cancellationToken);
                continue;
            }

            cursor = page.Cursor;
            foreach (var value in page.Rows.Where(value => metric is null || value.Row.Name == metric))
            {
                if (held is null)
                {
                    yield return value;
                    continue;
                }

                held.Enqueue(value);
                if (held.Count > tail)
                    held.Dequeue();
            }

            if (page.More == MetricsMore.Now)
                continue;
            foreach (var value in held ?? [])
                yield return value;
            held = null;
            if (page.More == MetricsMore.Never || !follow)
                yield break;
            await Task.Delay(Between, time, cancellationToken);
        }
    }
}
