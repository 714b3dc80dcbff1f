using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using JointQP.Client.Hosting;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Client.Watching;

/// <summary>Entries of a study's log that came together.</summary>
/// <param name="Entries">By sequence.</param>
/// <param name="Lost">How many entries before them are not kept any more, though a reader had not come so far.</param>
internal sealed record LogBatch(ImmutableArray<StudyLogEntry> Entries, long Lost);

/// <summary>Reads a study's log in portions, and on as it grows, each entry once, whatever happens to the cluster meanwhile.</summary>
internal sealed class LogFollower(IStudyLogSource source, TimeProvider time)
{
    private const int Portion = 1000;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether there was such a study when it was last asked for; null before.</summary>
    public bool? Exists { get; private set; }

    /// <summary>
    /// What is kept, and with <paramref name="follow"/> what is added, until the study has come to its end or is deleted. A cluster that
    /// does not answer at the first reading is an error, later it is waited for.
    /// </summary>
    /// <param name="tail">At first only so many of the newest entries; null for all.</param>
    /// <param name="since">Only entries from then on.</param>
    /// <param name="stage">Only entries of this stage.</param>
    public async IAsyncEnumerable<LogBatch> Read(
        int? tail, DateTimeOffset? since, string? stage, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new StudyLogQuery(After: 0, tail ?? Portion, Newest: tail is not null, since, stage);
        for (var first = true; ; first = false)
        {
            StudyLogReply? reply = null;
            try
            {
                reply = await source.Read(query, cancellationToken);
                Exists = reply is not null;
            }
            catch (Exception e) when (follow && !first && ClusterConnection.IsLoss(e))
            {
                await Task.Delay(Between, time, cancellationToken);
                continue;
            }

            if (reply is null)
                yield break;
            var page = reply.Page;
            var lost = query.After > 0 && stage is null ? Math.Max(0, Math.Min(page.Oldest, Start(page)) - query.After - 1) : 0;
            if (!page.Entries.IsEmpty || lost > 0)
                yield return new LogBatch(page.Entries, lost);
            var whole = query.Newest || page.Entries.Length < query.Limit;
            query = query with { After = page.Cursor, Limit = Portion, Newest = false };
            if (!whole)
                continue;
            if (reply.Ended || !follow)
                yield break;
            await Task.Delay(Between, time, cancellationToken);
        }
    }

    private static long Start(StudyLogPage page) => page.Entries.IsEmpty ? long.MaxValue : page.Entries[0].Sequence;
}
